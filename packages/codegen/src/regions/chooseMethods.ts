/**
 * @file Chooses which regions become methods: those of one structure that stand in several places, largest first, where that saves
 * lines. Copies inside copies need no thought: what counts is where a call would stand once the larger regions are methods.
 */

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
/** Columns of a field with the quantization of a result. */
const OUTPUT_WIDTH = 48
const LINE = 94

export function chooseMethods(
  regions: readonly StructuredRegion[],
  context: RegionContext,
): readonly Choice[] {
  const chooser = new Chooser(context)
  return bySize(regions).flatMap((instances) => chooser.choose(instances) ?? [])
}

/** The regions by structure, largest first; only structures that several regions have. */
function bySize(regions: readonly StructuredRegion[]): readonly (readonly StructuredRegion[])[] {
  const byStructure = new Map<string, StructuredRegion[]>()
  for (const region of regions) {
    const bucket = byStructure.get(region.structure)
    if (bucket) bucket.push(region)
    else byStructure.set(region.structure, [region])
  }
  const sizeOf = ([{ start, end }]: readonly StructuredRegion[] | [StructuredRegion]) => end - start
  return [...byStructure.values()]
    .filter(({ length }) => length >= 2)
    .sort((a, b) => sizeOf(b as [StructuredRegion]) - sizeOf(a as [StructuredRegion]))
}

class Chooser {
  readonly #context: RegionContext
  /** Positions inside a chosen region, and inside one that is not written out. */
  readonly #covered: Uint8Array
  readonly #hidden: Uint8Array

  constructor(context: RegionContext) {
    this.#context = context
    this.#covered = new Uint8Array(context.statements.length)
    this.#hidden = new Uint8Array(context.statements.length)
  }

  choose(instances: readonly StructuredRegion[]): Choice | null {
    const sites = instances.filter(({ start }) => this.#hidden[start] === 0)
    if (sites.length < 2) return null
    const hasFields = instances[0]!.group !== null && sites.every(({ start }) => this.#covered[start] === 0)
    const fields = this.#fieldWidths(instances)
    if (!hasFields && fields.length > MAX_ARGUMENTS) return null
    if (this.#savedLines(instances[0]!, sites.length, hasFields ? fields : []) <= 0) return null
    instances.forEach(({ start, end }, i) => {
      this.#covered.fill(1, start, end)
      if (i > 0) this.#hidden.fill(1, start, end)
    })
    return { instances, hasFields }
  }

  /** Columns of each literal that differs. */
  #fieldWidths(instances: readonly StructuredRegion[]): readonly number[] {
    return instances[0]!.statements.flatMap((_, i) => {
      const { variations } = unify(
        instances.map(({ statements }) => statements[i]!),
        this.#context,
      )
      return variations.map(({ wanted, values }) =>
        typeof values[0] === 'object' ? OUTPUT_WIDTH : wanted.length + 5,
      )
    })
  }

  #savedLines({ statements, group }: StructuredRegion, sites: number, fields: readonly number[]): number {
    const body = statements.reduce((sum, { call }) => sum + statementLines(call, this.#context), 0)
    const columns = fields.reduce((sum, width) => sum + width, 0)
    const record = group === null ? 0 : RECORD_LINES + fields.length
    return (sites - 1) * body - METHOD_LINES - record - sites * (1 + columns / LINE)
  }
}
