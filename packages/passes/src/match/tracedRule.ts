/**
 * @file A rule from two plain functions on tensors: torch.fx's `replace_pattern`. The pattern is traced once, at example
 * shapes, for its structure alone; the replacement is traced at each match anew, at the real types of what was found, so
 * it may compute with shapes.
 */
import {
  type Arg,
  eachRef,
  equalTypes,
  type FxNode,
  type Graph,
  printType,
  type Ref,
  type ValueType,
} from '@tsfx/ir'
import { type InputSpec, type InputSpecs, type TensorSpec, trace } from '@tsfx/tracer'
import { badReplacement, unboundInput } from '../diagnostics.generated.ts'
import { typeOfRef } from '../typeOfRef.ts'
import { readSubstitution, substituteDims } from './dimSubstitution.ts'
import type { MatchView } from './matchView.ts'
import type { Bindings, Match } from './pattern.ts'
import { printPattern } from './printPattern.ts'
import type { RewriteSite } from './rewriteSite.ts'
import type { Replacement, Rule } from './rule.ts'
import { sameValue } from './sameValue.ts'
import { type TracedPattern, type TracedPatternOptions, tracedPattern } from './tracedPattern.ts'

/** A function on tensors that `trace` takes; its parameters are what `inputs` says, lists and records among them. */
export type TensorFunction = (...inputs: never[]) => unknown

export interface TracedRuleFields extends TracedPatternOptions {
  /** Name of the rule; default: that of `replacement`. */
  readonly name?: string
  readonly summary?: string
  /** Example shapes of the parameters, as `trace` takes them; the shapes of a match may be others. */
  readonly inputs: InputSpecs
  readonly pattern: TensorFunction
  /** Has the parameters of `pattern`, and returns as many values. */
  readonly replacement: TensorFunction
  /** Makes the replacement for one match, instead of `replacement`. */
  readonly replacementFor?: (match: Match) => TensorFunction
  /** A last test of a match; bindings have the names of parameters and of the pattern's nodes. */
  readonly where?: (bindings: Bindings, match: Match, view: MatchView) => boolean | string
}

/** The rule of two functions; they are traced when it is first asked for its pattern. @throws TSFX10nn, TSFX2022, TSFX2023 */
export function tracedRule(fields: TracedRuleFields): Rule {
  let made: FunctionRule | null = null
  const rule = (): FunctionRule => (made ??= new FunctionRule(fields))
  const name = nameOf(fields)
  return {
    name,
    get summary() {
      return fields.summary ?? `${printPattern(rule().traced.pattern)} becomes ${name}`
    },
    get pattern() {
      return rule().traced.pattern
    },
    where: (bindings, match, view) => rule().where(bindings, match, view),
    rewrite: (bindings, at) => rule().rewrite(bindings, at),
  }
}

const nameOf = ({ name, replacement }: TracedRuleFields): string =>
  name ?? (replacement.name || 'replacement')

class FunctionRule {
  readonly traced: TracedPattern
  readonly #fields: TracedRuleFields
  readonly #example: Graph
  /** Replacements by the types they were traced at. */
  readonly #replacements = new Map<string, Graph>()

  constructor(fields: TracedRuleFields) {
    this.#fields = fields
    this.#example = trace(fields.pattern, fields.inputs, {
      verify: false,
      name: fields.pattern.name || 'pattern',
    })
    this.traced = tracedPattern(this.#example, fields)
  }

  where(bindings: Bindings, match: Match, view: MatchView): boolean | string {
    const { sized } = this.traced
    const substitution =
      sized.length > 0
        ? readSubstitution(
            this.#bound(bindings).map(([input, ref]) => [input.type, typeOfRef(view.node(ref.node), ref)]),
          )
        : null
    for (const { name, op, argument, wanted } of sized) {
      const expected = substitution && substituteDims(wanted, substitution)
      if (expected === null || !sameValue(expected, bindings[name] as Arg, view))
        return `the ${argument} of its ${op} does not follow from the sizes as in the pattern`
    }
    return this.#fields.where?.(bindings, match, view) ?? true
  }

  rewrite(bindings: Bindings, at: RewriteSite): Replacement {
    const types = new Map<string, TensorSpec>()
    for (const [input, ref] of this.#bound(bindings)) {
      const type = typeOfRef(at.edit.node(ref.node), ref)
      const spec = type && specOf(type)
      if (!spec)
        return at.decline(
          `'${input.target}' is of a type that a function cannot be traced at: ${printType(type)}`,
        )
      types.set(input.target, spec)
    }
    const graph = this.#replacement(types, at)
    const problem = this.#wrongType(graph, at.match)
    if (problem !== null) return at.decline(problem)
    const inputs: Record<string, Arg> = Object.fromEntries(
      this.#example.placeholders.map((input) => [input.target, null]),
    )
    for (const [input, ref] of this.#bound(bindings)) inputs[input.target] = ref
    return this.#values(refsOf(at.edit.inline(at.anchor, graph, inputs)), at)
  }

  /** The parameters that the pattern uses, with what they stand for. */
  #bound(bindings: Bindings): readonly (readonly [FxNode, Ref])[] {
    return this.#example.placeholders
      .filter(({ name }) => Object.hasOwn(bindings, name))
      .map((input) => [input, bindings[input.name] as Ref])
  }

  #replacement(types: ReadonlyMap<string, TensorSpec>, at: RewriteSite): Graph {
    const { inputs, replacement, replacementFor } = this.#fields
    const key = JSON.stringify([...types].map(([path, { shape, dtype }]) => [path, shape.map(String), dtype]))
    const known = replacementFor ? undefined : this.#replacements.get(key)
    if (known) return known
    const make = replacementFor?.(at.match) ?? replacement
    const graph = trace(make, specsAt(inputs, types, this.#example), { verify: false, name: at.rule })
    for (const input of graph.placeholders) {
      if (!types.has(input.target) && graph.users(input.id).length > 0)
        throw unboundInput({ rule: at.rule, input: input.target })
    }
    this.#replacements.set(key, graph)
    return graph
  }

  /** A replacement of another type would break what comes behind it. */
  #wrongType(graph: Graph, match: Match): string | null {
    for (const [i, ref] of refsOf(graph.output!.args.value ?? null).entries()) {
      const result = this.traced.results[i]
      const wanted = result === undefined ? null : match.anchors[result]!.type
      const type = typeOfRef(graph.node(ref.node), ref)
      if (wanted && type && !equalTypes(type, wanted))
        return `the replacement would be ${printType(type)} and not ${printType(wanted)}`
    }
    return null
  }

  /** One value for each result of the pattern; a function may return one value twice. */
  #values(refs: readonly Ref[], at: RewriteSite): readonly Ref[] {
    const bad = (problem: string): Error => {
      const node = at.edit.node(at.anchor)
      return badReplacement({ rule: at.rule, node: node.name, problem }, { node: node.name, loc: node.loc })
    }
    const { results } = this.traced
    if (refs.length !== results.length)
      throw bad(`the replacement returns ${refs.length} values in the place of ${results.length}`)
    const values: Ref[] = []
    for (const [i, result] of results.entries()) {
      const [before, now] = [values[result], refs[i]!]
      if (before && (before.node !== now.node || before.index !== now.index))
        throw bad('the pattern returns one value twice, and the replacement two')
      values[result] = now
    }
    return values
  }
}

function refsOf(tree: Arg): readonly Ref[] {
  const refs: Ref[] = []
  eachRef(tree, (ref) => refs.push(ref))
  return refs
}

/** What `trace` takes for a value of this type; null when a float function cannot have it. */
function specOf(type: ValueType): TensorSpec | null {
  if (type.kind !== 'tensor' || type.q) return null
  const { shape, dtype } = type
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool' ? { shape, dtype } : null
}

/** `inputs` with real types in the place of the examples. */
function specsAt(inputs: InputSpecs, types: ReadonlyMap<string, TensorSpec>, example: Graph): InputSpecs {
  const paths = new Set(example.placeholders.map((input) => input.target))
  const at = (spec: InputSpec, path: string): InputSpec => {
    if (paths.has(path)) return types.get(path) ?? spec
    if (Array.isArray(spec)) return (spec as readonly InputSpec[]).map((part, i) => at(part, `${path}.${i}`))
    if (typeof spec !== 'object' || spec === null) return spec
    return Object.fromEntries(
      Object.entries(spec as Readonly<Record<string, InputSpec>>).map(([name, part]) => [
        name,
        at(part, `${path}.${name}`),
      ]),
    )
  }
  return Object.fromEntries(Object.entries(inputs).map(([name, spec]) => [name, at(spec, name)]))
}
