/** @file Attributes of matMul, float and integer. */
import { booleanAttr } from './attr.ts'

export const matMulAttrs = {
  transposeA: booleanAttr({ doc: 'Whether the last two axes of a are swapped first.', default: false }),
  transposeB: booleanAttr({ doc: 'Whether the last two axes of b are swapped first.', default: false }),
}
