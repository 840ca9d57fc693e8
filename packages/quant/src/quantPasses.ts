/** @file The passes of quantization, in the order in which they run; some are made for one graph, so this describes them. */
import type { PassDescription } from '@tsfx/passes'
import { convertToReferenceDescription } from './convert/convertToReference.ts'
import { cancelPairs, lowerOpsDescription, removeStubs } from './convert/lowerToInteger.ts'
import { quantizeConstants } from './convert/quantizeConstants.ts'
import { insertPointsDescription } from './prepare/insertPoints.ts'
import { matMulToLinear } from './prepare/matMulToLinear.ts'

/** What `prepare` and `convert` run. */
export const quantPasses: readonly PassDescription[] = [
  matMulToLinear,
  insertPointsDescription,
  convertToReferenceDescription,
  lowerOpsDescription,
  removeStubs,
  quantizeConstants,
  cancelPairs,
]
