/**
 * @file What the graph needs to know of an op to check itself. `@tsfx/ops` provides it; `ir` knows no op.
 */
import type { Args, Ref } from './arg.ts'
import type { ValueType } from './valueType.ts'

/**
 * Which values an op takes: `float` refuses quantized inputs, `integer` expects them, `any` takes both
 * (quantize, dequantize, stubs and observers stand on the border).
 */
export type OpDomain = 'float' | 'integer' | 'any'

export interface OpRules {
  readonly domain: OpDomain
  /** Says what is wrong with `args`, or null. */
  checkArgs(args: Args): string | null
  /** The result's type; null when the type that was recorded stands. @throws a coded error when the inputs do not fit. */
  infer(args: Args, typeOf: (ref: Ref) => ValueType): ValueType | null
}

/** Finds an op's rules by name; null when there is no such op. */
export type OpCatalog = (op: string) => OpRules | null
