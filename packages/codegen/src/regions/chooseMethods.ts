/**
 * @file Chooses which regions become methods: those of one structure that stand in several places, where that saves lines. Candidates
 * are weighed from the inside out, because a body is short whose parts are calls, and chosen from the outside in, because a copy inside
 * a copy needs no thought: what counts is where a call would stand once the larger regions are methods.
 */
import { canShare, type Variation } from './pattern.ts'
import type { RegionContext } from './regionContext.ts'
import { statementLines } from './statementLines.ts'
import type { StructuredRegion } from './structureOf.ts'
import { unify } from './unify.ts'

export interface Choice {
  /** All regions of the structure, in order; the method is written after the first. */
  readonly instances: readonly StructuredRegion[]
  /**
   * Whether literals that differ are fields of the layer record: where all calls stand in `forward`, each with a record of its own.
   * Else they are arguments.
   */
  readonly hasFields: boolean
}

/** More literals in one call than a reader can tell apart by their order. */
const MAX_ARGUMENTS = 3
/** Doc, signature, closing brace and blank line of a method; its type, and the blank line behind it. */
const METHOD_LINES = 4
const RECORD_LINES = 3
/** A blank line and the path of a module above its statements, where they are written out; a blank line and a comment. */
const HEADING_LINES = 2
const COMMENT_LINES = 2
/** Columns of a field with the quantization of a result, and of a line. */
const OUTPUT_WIDTH = 48
const LINE = 94

/** The choices, larger regions first. */
export function chooseMethods(
  regions: readonly StructuredRegion[],
  context: RegionContext,
): readonly Choice[] {
  const candidates = weigh(bySize(regions), context)
  const chooser = new Chooser(context.statements.length)
  return candidates.flatMap((candidate) => chooser.choose(candidate) ?? [])
}

/** The regions by structure, largest first; only structures that several regions have. */
function bySize(regions: readonly StructuredRegion[]): readonly (readonly StructuredRegion[])[] {
  const byStructure = new Map<string, StructuredRegion[]>()
  for (const region of regions) {
    const bucket = byStructure.get(region.structure)
    if (bucket) bucket.push(region)
    else byStructure.set(region.structure, [region])
  }
  const size = (bucket: readonly StructuredRegion[]) => bucket[0]!.statements.length
  return [...byStructure.values()].filter(({ length }) => length >= 2).sort((a, b) => size(b) - size(a))
}

interface Candidate {
  readonly instances: readonly StructuredRegion[]
  /** Lines of its body where it is written out. */
  readonly body: number
  /** Columns of each literal that differs. */
  readonly literals: readonly number[]
  /** Lines that it saves as a method, if each of its instances is a call. */
  readonly saved: number
}

/** The candidates that are worth it by themselves, in the order given. */
function weigh(
  buckets: readonly (readonly StructuredRegion[])[],
  context: RegionContext,
): readonly Candidate[] {
  // By the position where each instance begins, the largest last.
  const inside = new Map<number, Candidate[]>()
  const worthy: Candidate[] = []
  for (const instances of [...buckets].reverse()) {
    const { lines, lost } = bodyLines(instances, inside, context)
    const literals = literalWidths(instances, context)
    const candidate = { instances, body: lines, literals, saved: 0 }
    const saved = savedLines(candidate, instances.length, instances[0]!.group !== null)
    if (saved <= lost) continue
    worthy.unshift({ ...candidate, saved })
    for (const { start } of instances) inside.set(start, [...(inside.get(start) ?? []), worthy[0]!])
  }
  return worthy
}

/**
 * Lines of a body in which parts are calls that will be called elsewhere, too. Parts that take more literals than a call has room for
 * are written out; what they would save by themselves is lost.
 */
function bodyLines(
  instances: readonly StructuredRegion[],
  inside: ReadonlyMap<number, readonly Candidate[]>,
  context: RegionContext,
): { readonly lines: number; readonly lost: number } {
  const { start, end, statements } = instances[0]!
  const copies = new Map<Candidate, number>()
  for (let position = start; position < end; position++)
    for (const part of inside.get(position) ?? [])
      if (position + sizeOf(part) <= end) copies.set(part, (copies.get(part) ?? 0) + 1)
  const callsLeft = (part: Candidate) =>
    part.instances.length - (instances.length - 1) * (copies.get(part) ?? 0)
  const isCallable = ({ literals }: Candidate) => literals.length <= MAX_ARGUMENTS
  let lines = 0
  for (let position = start; position < end; ) {
    const called = inside
      .get(position)
      ?.findLast((part) => copies.has(part) && isCallable(part) && callsLeft(part) >= 2)
    const { node, call } = statements[position - start]!
    lines += called ? 1 : statementLines(call, context) + (node.meta.comment ? COMMENT_LINES : 0)
    position += called ? sizeOf(called) : 1
  }
  const lost = [...copies.keys()].filter((part) => !isCallable(part))
  return { lines, lost: lost.reduce((sum, { saved }) => sum + saved, 0) }
}

const sizeOf = ({ instances }: Candidate): number => instances[0]!.statements.length

/** Columns of what differs, once for each field or argument. */
function literalWidths(instances: readonly StructuredRegion[], context: RegionContext): readonly number[] {
  const fields: Variation[] = []
  instances[0]!.statements.forEach((_, i) => {
    const same = instances.map(({ statements }) => statements[i]!)
    for (const variation of unify(same, context).variations)
      if (!fields.some((other) => canShare(other, variation))) fields.push(variation)
  })
  return fields.map(({ wanted, values }) =>
    typeof values[0] === 'object' ? OUTPUT_WIDTH : wanted.length + 5,
  )
}

function savedLines({ body, instances, literals }: Candidate, calls: number, hasFields: boolean): number {
  const columns = hasFields ? literals.reduce((sum, width) => sum + width, 0) : 0
  const record = instances[0]!.group === null ? 0 : RECORD_LINES + (hasFields ? literals.length : 0)
  return (calls - 1) * body + calls * HEADING_LINES - METHOD_LINES - record - calls * (1 + columns / LINE)
}

/** Follows where calls will stand. */
class Chooser {
  /** Positions inside a chosen region, and inside one that is not written out. */
  readonly #covered: Uint8Array
  readonly #hidden: Uint8Array

  constructor(positions: number) {
    this.#covered = new Uint8Array(positions)
    this.#hidden = new Uint8Array(positions)
  }

  choose(candidate: Candidate): Choice | null {
    const { instances, literals } = candidate
    const calls = instances.filter(({ start }) => this.#hidden[start] === 0)
    const hasFields = instances[0]!.group !== null && calls.every(({ start }) => this.#covered[start] === 0)
    if (calls.length < 2 || (!hasFields && literals.length > MAX_ARGUMENTS)) return null
    if (savedLines(candidate, calls.length, hasFields) <= 0) return null
    instances.forEach(({ start, end }, i) => {
      this.#covered.fill(1, start, end)
      if (i > 0) this.#hidden.fill(1, start, end)
    })
    return { instances, hasFields }
  }
}
