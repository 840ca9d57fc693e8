/** @file What the matcher must know of a pattern before it looks at a graph; found once for each use, and checked against the ops registered then. */

import type { FxNode } from '@tsfx/ir'
import { badPattern, unanchoredPattern } from '../diagnostics.generated.ts'
import { hasFreeInput, headFits, misfitOf } from './opHead.ts'
import type { OpPattern, Pattern } from './pattern.ts'
import { printExpectation, printPattern } from './printPattern.ts'

type NameKind = 'a value' | 'an attribute' | 'a parameter' | 'a number' | 'a list' | 'a node'

/** The search is as deep as the pattern has ops and names, and so is its stack. */
const MOST_PARTS = 1000

export class PatternShape {
  readonly pattern: Pattern
  /** Patterns of the results, in the order given. */
  readonly anchors: readonly Pattern[]
  /** Every name that the pattern binds. */
  readonly names: ReadonlyMap<string, NameKind>
  /** Most ops one behind the other. */
  readonly depth: number
  readonly #heads: readonly (readonly OpPattern[])[]
  readonly #shared = new Set<OpPattern>()

  /** @throws TSFX2021 when there is no op to start from, TSFX2022 when the pattern contradicts itself. */
  constructor(pattern: Pattern) {
    this.pattern = pattern
    this.anchors = pattern.kind === 'anchors' ? pattern.anchors : [pattern]
    this.names = this.#readScope(this.anchors)
    const last = this.anchors.at(-1)
    const heads = this.anchors.map(headsOf)
    if (!last || heads.includes(null)) throw unanchoredPattern({ pattern: printPattern(pattern) })
    this.#heads = heads as readonly (readonly OpPattern[])[]
    this.depth = depthOf(this.anchors)
  }

  /** Says whether the pattern's last result could be `node`, as far as the op goes. */
  startsAt(node: FxNode): boolean {
    return this.couldBe(this.#heads.length - 1, node)
  }

  /** Says whether result `index` could be `node`, as far as the op goes. */
  couldBe(index: number, node: FxNode): boolean {
    return this.#heads[index]!.some((head) => headFits(head, node))
  }

  /** What result `index` can call, each once; null when a test of ops says it. */
  targetsOf(index: number): readonly string[] | null {
    const targets = this.#heads[index]!.map((head) => head.targets)
    return targets.some((each) => 'test' in each) ? null : [...new Set((targets as string[][]).flat())]
  }

  /** Says whether the pattern names this op in more than one place, so that its value has several uses inside. */
  isShared(op: OpPattern): boolean {
    return this.#shared.has(op)
  }

  /** Names of one scope: the items of a `listOf` have their own. */
  #readScope(patterns: readonly Pattern[]): ReadonlyMap<string, NameKind> {
    const names = new Map<string, NameKind>()
    const ops = new Map<string, OpPattern[]>()
    const seen = new Set<Pattern>()
    const todo = [...patterns]
    let parts = 0
    for (let pattern = todo.pop(); pattern; pattern = todo.pop()) {
      if (nameKind(pattern) !== null && ++parts > MOST_PARTS)
        throw badPattern({
          pattern: printExpectation(this.pattern),
          problem: `it has more than ${MOST_PARTS} ops and names`,
        })
      // Each place counts for an op, but what is inside it is read once.
      if (pattern.kind === 'op' && pattern.name !== null)
        ops.set(pattern.name, [...(ops.get(pattern.name) ?? []), pattern])
      if (seen.has(pattern)) continue
      seen.add(pattern)
      this.#addName(names, pattern)
      const misfit = pattern.kind === 'op' ? misfitOf(pattern) : null
      if (misfit !== null) throw this.#bad(misfit)
      if (pattern.kind === 'link' && !hasFreeInput(pattern.op))
        throw this.#bad(`the link ${printPattern(pattern.op)} leaves no input for what stands before it`)
      if (pattern.kind === 'anchors') throw this.#bad("'anchors' stands inside another pattern")
      if (pattern.kind === 'listOf') this.#readScope([pattern.item])
      else for (const part of partsOf(pattern)) todo.push(part)
    }
    for (const places of ops.values()) if (places.length > 1) for (const op of places) this.#shared.add(op)
    return names
  }

  #addName(names: Map<string, NameKind>, pattern: Pattern): void {
    const kind = nameKind(pattern)
    const name = 'name' in pattern ? pattern.name : null
    if (kind === null || name === null) return
    const before = names.get(name)
    if (before !== undefined && before !== kind)
      throw this.#bad(`'${name}' stands for ${before} and for ${kind}`)
    names.set(name, kind)
  }

  #bad(problem: string): Error {
    return badPattern({ pattern: printPattern(this.pattern), problem })
  }
}

function nameKind(pattern: Pattern): NameKind | null {
  switch (pattern.kind) {
    case 'any':
      return 'a value'
    case 'attr':
      return 'an attribute'
    case 'param':
      return 'a parameter'
    case 'scalar':
      return 'a number'
    case 'listOf':
      return 'a list'
    case 'op':
      return 'a node'
    default:
      return null
  }
}

/** The patterns directly inside another. */
export function partsOf(pattern: Pattern): readonly Pattern[] {
  switch (pattern.kind) {
    case 'list':
      return pattern.items
    case 'listOf':
      return [pattern.item]
    case 'oneOf':
      return pattern.options
    case 'item':
    case 'typed':
      return [pattern.of]
    case 'op':
      return Object.values(pattern.args)
    case 'link':
      return [pattern.before, pattern.op]
    case 'anchors':
      return pattern.anchors
    default:
      return []
  }
}

/** The ops one of which every match ends with; null when there may be none. */
function headsOf(pattern: Pattern): readonly OpPattern[] | null {
  switch (pattern.kind) {
    case 'op':
      return [pattern]
    case 'typed':
      return headsOf(pattern.of)
    case 'link': {
      if (!pattern.optional) return [pattern.op]
      const before = headsOf(pattern.before)
      return before && [pattern.op, ...before]
    }
    case 'oneOf': {
      const options = pattern.options.map(headsOf)
      return options.includes(null) ? null : options.flatMap((heads) => heads ?? [])
    }
    default:
      return null
  }
}

/** Most ops on a way into the pattern; a part in several places is measured once. */
function depthOf(patterns: readonly Pattern[]): number {
  const known = new Map<Pattern, number>()
  const measure = (pattern: Pattern): number => {
    const found = known.get(pattern)
    if (found !== undefined) return found
    const inside = partsOf(pattern).reduce((most, part) => Math.max(most, measure(part)), 0)
    const depth = inside + (pattern.kind === 'op' || pattern.kind === 'link' ? 1 : 0)
    known.set(pattern, depth)
    return depth
  }
  return patterns.reduce((most, pattern) => Math.max(most, measure(pattern)), 0)
}
