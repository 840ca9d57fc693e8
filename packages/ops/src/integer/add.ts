/** @file `q.add`: a + b on 8-bit values, with broadcasting. */
import { elementwise } from './elementwise.ts'

export const integerAdd = elementwise('add', 'a + b on 8-bit values, with activation and requantization.')
