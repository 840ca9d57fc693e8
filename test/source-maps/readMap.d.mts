/** One segment of a source map; lines count from 1, columns from 0. */
export interface Segment {
  readonly line: number
  readonly column: number
  /** Null where nobody's code begins. */
  readonly source: string | null
  readonly originalLine?: number
  readonly originalColumn?: number
  readonly name: string | null
}

export function readMap(json: string): readonly Segment[]
export function segmentAt(segments: readonly Segment[], line: number, column: number): Segment | null
