/** @file Attributes of reductions, float and integer. */
import { booleanAttr, integersAttr } from './attr.ts'
import type { PrintArg } from './printedCall.ts'

export const meanAttrs = {
  axis: integersAttr({ doc: 'Axes it is taken over; all when left out.', default: null }),
  keepDims: booleanAttr({ doc: 'Whether these axes stay, with size 1.', default: false }),
}

/** One axis prints as a number. */
export const printAxes = (axis: readonly number[] | null): PrintArg => (axis?.length === 1 ? axis[0] : axis)
