/** @file Element-wise ops, reductions, activations and losses. */
import type { Op } from './defineOp.ts'
import { binaryMath } from './elementwise/binaryMath.ts'
import { cast } from './elementwise/cast.ts'
import { clipByValue } from './elementwise/clipByValue.ts'
import { comparisons } from './elementwise/comparisons.ts'
import { leakyRelu } from './elementwise/leakyRelu.ts'
import { logical } from './elementwise/logical.ts'
import { logSoftmax } from './elementwise/logSoftmax.ts'
import { prelu } from './elementwise/prelu.ts'
import { reductions } from './elementwise/reductions.ts'
import { step } from './elementwise/step.ts'
import { unaryMath } from './elementwise/unaryMath.ts'
import { where } from './elementwise/where.ts'

export const elementwiseOps: readonly Op[] = [
  ...unaryMath,
  ...binaryMath,
  ...comparisons,
  ...logical,
  ...reductions,
  clipByValue,
  leakyRelu,
  step,
  prelu,
  logSoftmax,
  where,
  cast,
]
