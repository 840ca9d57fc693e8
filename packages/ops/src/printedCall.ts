/**
 * @file The one printed form of an op, as data: `@tsfx/codegen` turns it into TypeScript. Every form is captured back
 * as the same op.
 */
import type { Arg } from '@tsfx/ir'

/** An argument to print; undefined marks a place left empty before a later argument. */
export type PrintArg = Arg | undefined

export interface PrintedCall {
  /** `tf.conv2d`, `q.conv2d`, or the name of an imported function. */
  readonly callee: string
  readonly args: readonly PrintArg[]
  /** tfjs declares the operands to be of one type, though they may differ in rank; then the call says which. */
  readonly declaresOneType?: true
}

const same = (a: PrintArg, b: PrintArg): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * A call with its arguments in order. `optional` gives the defaults of the last parameters: trailing arguments equal
 * to them are left out, so `tf.conv2d(x, w, 1, 'same')` prints as the user would write it.
 */
export function printedCall(
  callee: string,
  required: readonly PrintArg[],
  optional: readonly (readonly [PrintArg, PrintArg])[] = [],
): PrintedCall {
  let kept = optional.length
  while (kept > 0) {
    const [value, byDefault] = optional[kept - 1] as readonly [PrintArg, PrintArg]
    if (!(value === null || same(value, byDefault))) break
    kept--
  }
  return { callee, args: [...required, ...optional.slice(0, kept).map(([value]) => value ?? undefined)] }
}

/** A call that takes one record; fields that are null or equal to their default are left out. */
export function printedRecordCall(
  callee: string,
  fields: Readonly<Record<string, PrintArg>>,
  defaults: Readonly<Record<string, PrintArg>> = {},
  leading: readonly PrintArg[] = [],
): PrintedCall {
  const kept = Object.entries(fields).filter(
    ([key, value]) =>
      value !== null && value !== undefined && !(key in defaults && same(value, defaults[key])),
  )
  return { callee, args: [...leading, Object.fromEntries(kept) as Arg] }
}

/** `[2, 2]` prints as `2`. */
export const printPair = (pair: readonly [number, number]): PrintArg => (pair[0] === pair[1] ? pair[0] : pair)
