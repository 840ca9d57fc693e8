/** @file Attributes of pad, float and integer. */
import { numberAttr, padPairsAttr } from './attr.ts'

export const padAttrs = {
  paddings: padPairsAttr({ doc: 'How many values to add [before, after], for each axis.' }),
  constantValue: numberAttr({ doc: 'The value added, a real number.', default: 0 }),
}
