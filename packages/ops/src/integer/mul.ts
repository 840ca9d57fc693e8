/** @file `q.mul`: a * b on 8-bit values, with broadcasting. */
import { elementwise } from './elementwise.ts'

export const integerMul = elementwise('mul', 'a * b on 8-bit values, with activation and requantization.')
