/** @file Element-wise ops, reductions, activations and losses. */
import type { Op } from './defineOp.ts'
import { addN } from './elementwise/addN.ts'
import { argMax, argMin } from './elementwise/argExtremes.ts'
import { binaryMath } from './elementwise/binaryMath.ts'
import { bitwiseAnd } from './elementwise/bitwiseAnd.ts'
import { cast } from './elementwise/cast.ts'
import { clipByValue } from './elementwise/clipByValue.ts'
import { comparisons } from './elementwise/comparisons.ts'
import { complex, imag, real } from './elementwise/complex.ts'
import { confusionMatrix } from './elementwise/confusionMatrix.ts'
import { cumprod, cumsum } from './elementwise/cumulative.ts'
import { fft, ifft, irfft, rfft } from './elementwise/fourier.ts'
import { frame } from './elementwise/frame.ts'
import { leakyRelu } from './elementwise/leakyRelu.ts'
import { localResponseNormalization } from './elementwise/localResponseNormalization.ts'
import { logical } from './elementwise/logical.ts'
import { logSoftmax } from './elementwise/logSoftmax.ts'
import { losses } from './elementwise/losses.ts'
import { moments } from './elementwise/moments.ts'
import { norm } from './elementwise/norm.ts'
import { pool } from './elementwise/pool.ts'
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
  argMax,
  argMin,
  cumsum,
  cumprod,
  norm,
  moments,
  clipByValue,
  leakyRelu,
  step,
  prelu,
  logSoftmax,
  where,
  cast,
  addN,
  bitwiseAnd,
  localResponseNormalization,
  pool,
  complex,
  real,
  imag,
  fft,
  ifft,
  rfft,
  irfft,
  frame,
  confusionMatrix,
  ...losses,
]
