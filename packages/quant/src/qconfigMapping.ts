/**
 * @file Which part of a model gets which qconfig.
 *
 * The rules and their order are those of torch/ao/quantization/qconfig_mapping.py, with ops instead of types:
 * global < op type < path regex < path < path + op + index. A later rule replaces an earlier one for the same
 * place; of several regexes that match, the first set decides; of several paths, the nearest to the node.
 */
import type { QConfig } from './qconfig.ts'

/** One call in the model, as the rules see it. */
export interface QConfigSubject {
  /** Op name, as in the graph. */
  readonly op: string
  /** Path of the module whose forward makes the call, as in `features.0`; empty for the model itself. */
  readonly path: string
  /** Which call of this op in that module it is, from 0. */
  readonly index: number
}

/** The places a rule can hold for. */
export type QConfigScope =
  | { readonly kind: 'global' }
  | { readonly kind: 'opType'; readonly op: string }
  | { readonly kind: 'pathRegex'; readonly regex: RegExp }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'pathOpIndex'; readonly path: string; readonly op: string; readonly index: number }

export interface QConfigRule {
  readonly scope: QConfigScope
  /** Null leaves float. */
  readonly qconfig: QConfig | null
  /** The rule in words, unique in its mapping. */
  readonly label: string
}

export interface ResolvedQConfig {
  readonly qconfig: QConfig | null
  /** Label of the rule that decided; `no rule` when none holds, which leaves float. */
  readonly rule: string
}

/** Later kinds override earlier ones. */
const PRECEDENCE = ['global', 'opType', 'pathRegex', 'path', 'pathOpIndex'] as const

/** An immutable list of rules: each `set` returns a new mapping. */
export class QConfigMapping {
  readonly rules: readonly QConfigRule[]

  constructor(rules: readonly QConfigRule[] = []) {
    this.rules = rules
  }

  /** For everything that no other rule names. */
  setGlobal(qconfig: QConfig | null): QConfigMapping {
    return this.#set({ kind: 'global' }, qconfig)
  }

  /** For every call of `op`. */
  setOpType(op: string, qconfig: QConfig | null): QConfigMapping {
    return this.#set({ kind: 'opType', op }, qconfig)
  }

  /** For every call in a module whose path `regex` finds a match in; anchor it to match the whole path. */
  setPathRegex(regex: RegExp, qconfig: QConfig | null): QConfigMapping {
    // A global or sticky regex remembers where it stopped, and would answer differently each time.
    const stateless = new RegExp(regex.source, regex.flags.replace(/[gy]/g, ''))
    return this.#set({ kind: 'pathRegex', regex: stateless }, qconfig)
  }

  /** For every call in the module at `path` and in all modules below it. */
  setPath(path: string, qconfig: QConfig | null): QConfigMapping {
    return this.#set({ kind: 'path', path }, qconfig)
  }

  /** For call number `index` (from 0) of `op` in the module at exactly `path`. */
  setPathOpIndex(path: string, op: string, index: number, qconfig: QConfig | null): QConfigMapping {
    return this.#set({ kind: 'pathOpIndex', path, op, index }, qconfig)
  }

  /** The rule that decides one call; null when none holds, which leaves float. */
  decidingRule(subject: QConfigSubject): QConfigRule | null {
    let decided: QConfigRule | null = null
    for (const rule of this.rules) {
      if (matches(rule.scope, subject) && (decided === null || overrides(rule.scope, decided.scope)))
        decided = rule
    }
    return decided
  }

  /** The qconfig of one call, and the rule that decided. */
  resolve(subject: QConfigSubject): ResolvedQConfig {
    const decided = this.decidingRule(subject)
    return decided ? { qconfig: decided.qconfig, rule: decided.label } : { qconfig: null, rule: 'no rule' }
  }

  /** Rules that name none of `subjects`; the global rule names all there are. */
  unmatchedRules(subjects: readonly QConfigSubject[]): readonly QConfigRule[] {
    return this.rules.filter(
      ({ scope }) => scope.kind !== 'global' && !subjects.some((subject) => matches(scope, subject)),
    )
  }

  #set(scope: QConfigScope, qconfig: QConfig | null): QConfigMapping {
    const label = describe(scope)
    const rule = { scope, qconfig, label }
    const replaced = this.rules.some((old) => old.label === label)
    return new QConfigMapping(
      replaced ? this.rules.map((old) => (old.label === label ? rule : old)) : [...this.rules, rule],
    )
  }
}

function matches(scope: QConfigScope, { op, path, index }: QConfigSubject): boolean {
  switch (scope.kind) {
    case 'global':
      return true
    case 'opType':
      return scope.op === op
    case 'pathRegex':
      return scope.regex.test(path)
    case 'path':
      return scope.path === '' || path === scope.path || path.startsWith(`${scope.path}.`)
    case 'pathOpIndex':
      return scope.path === path && scope.op === op && scope.index === index
  }
}

/** Whether a rule for `scope` beats one for `other` that was set before it. */
function overrides(scope: QConfigScope, other: QConfigScope): boolean {
  if (scope.kind === 'path' && other.kind === 'path') return scope.path.length > other.path.length
  return PRECEDENCE.indexOf(scope.kind) > PRECEDENCE.indexOf(other.kind)
}

function describe(scope: QConfigScope): string {
  switch (scope.kind) {
    case 'global':
      return 'global'
    case 'opType':
      return `op ${scope.op}`
    case 'pathRegex':
      return `path matching ${scope.regex}`
    case 'path':
      return `path '${scope.path}'`
    case 'pathOpIndex':
      return `path '${scope.path}', ${scope.op} call ${scope.index}`
  }
}
