/** @file Options that there are not, and roundings that there are not: callers without types get an error, not silence. */
import type { GraphRounding } from '@tsfx/ir'
import { unknownOption, unsupportedRounding } from './diagnostics.generated.ts'

export const ROUNDINGS: readonly GraphRounding[] = ['float32', 'single', 'double']

/** @throws TSFX3020 naming an option of `options` that is not among `known`. */
export function checkOptions(call: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((option) => !known.includes(option))
  if (unknown !== undefined) throw unknownOption({ call, option: unknown, known: known.join(', ') })
}

/** @throws TSFX3013 when `rounding` is not among `known`. */
export function checkRounding(rounding: GraphRounding, known: readonly GraphRounding[] = ROUNDINGS): void {
  if (!known.includes(rounding)) throw unsupportedRounding({ rounding, known: known.join(', ') })
}
