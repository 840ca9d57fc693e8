/** @file The built-in ops, in one list. */
import type { Op } from './defineOp.ts'
import { conv2d } from './float/conv2d.ts'
import { relu } from './float/relu.ts'
import { integerConv2d } from './integer/conv2d.ts'

export const builtinOps: readonly Op[] = [conv2d, relu, integerConv2d]
