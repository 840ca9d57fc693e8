/** @file A call with holes: what is equal in all instances of a method, and in its holes what differs. */
import { isArgRecord } from '@tsfx/ir'
import type { PrintArg, PrintedCall } from '@tsfx/ops'
import { samePlain } from '../samePlain.ts'

/** Something that differs between the instances of a method. */
export interface Variation {
  /** What it would best be called. */
  readonly wanted: string
  /** What the value is called that it belongs to: told with it where several want one name. */
  readonly owner: string
  /** The literal in each instance. */
  readonly values: readonly PrintArg[]
}

/** Whether both are the same in all instances, and not by accident: the quantization of a result is its own. */
export const canShare = (a: Variation, b: Variation): boolean =>
  a.wanted === b.wanted && a.values.every((value, i) => samePlain(value, b.values[i]) && !isRecord(value))

const isRecord = (value: PrintArg): boolean => value !== undefined && isArgRecord(value)

/** The place of a literal that differs; a spread one is several items of a list. */
export class Hole {
  readonly variation: Variation
  readonly isSpread: boolean

  constructor(variation: Variation, isSpread = false) {
    this.variation = variation
    this.isSpread = isSpread
  }
}

export type Pattern = PrintArg | Hole | readonly Pattern[] | PatternRecord

export interface PatternRecord {
  readonly [key: string]: Pattern
}

export interface PatternCall extends Omit<PrintedCall, 'args'> {
  readonly args: readonly Pattern[]
}
