/** @file Ops that move, select or resize, and further convolutions and pools. */

import { bandPart } from './array/bandPart.ts'
import { bincount, denseBincount } from './array/bincount.ts'
import { broadcastArgs } from './array/broadcastArgs.ts'
import { broadcastTo } from './array/broadcastTo.ts'
import { conv2dTranspose } from './array/conv2dTranspose.ts'
import { conv3d } from './array/conv3d.ts'
import { conv3dTranspose } from './array/conv3dTranspose.ts'
import { cropAndResize } from './array/cropAndResize.ts'
import { depthToSpace } from './array/depthToSpace.ts'
import { diag } from './array/diag.ts'
import { dilation2d } from './array/dilation2d.ts'
import { einsum } from './array/einsum.ts'
import { expandDims } from './array/expandDims.ts'
import { fill } from './array/fill.ts'
import { flipLeftRight } from './array/flipLeftRight.ts'
import { gather } from './array/gather.ts'
import { gatherND } from './array/gatherND.ts'
import { gramSchmidt } from './array/gramSchmidt.ts'
import { grayscaleToRGB, rgbToGrayscale } from './array/grayscale.ts'
import { maxPoolWithArgmax } from './array/maxPoolWithArgmax.ts'
import { mirrorPad } from './array/mirrorPad.ts'
import { nonMaxSuppressionPadded } from './array/nonMaxSuppressionPadded.ts'
import { oneHot } from './array/oneHot.ts'
import { avgPool3d, maxPool3d } from './array/pool3d.ts'
import { qr } from './array/qr.ts'
import { range } from './array/range.ts'
import { resizeBilinear, resizeNearestNeighbor } from './array/resize.ts'
import { reverse } from './array/reverse.ts'
import { rotateWithOffset } from './array/rotateWithOffset.ts'
import { scatterND } from './array/scatterND.ts'
import { searchSorted } from './array/searchSorted.ts'
import { slice } from './array/slice.ts'
import { batchToSpaceND, spaceToBatchND } from './array/spaceToBatch.ts'
import { sparseToDense } from './array/sparseToDense.ts'
import { split } from './array/split.ts'
import { squeeze } from './array/squeeze.ts'
import { stack } from './array/stack.ts'
import { stridedSlice } from './array/stridedSlice.ts'
import { tensorScatterUpdate } from './array/tensorScatterUpdate.ts'
import { threshold } from './array/threshold.ts'
import { tile } from './array/tile.ts'
import { topk } from './array/topk.ts'
import { transform } from './array/transform.ts'
import { transpose } from './array/transpose.ts'
import { unsortedSegmentSum } from './array/unsortedSegmentSum.ts'
import { unstack } from './array/unstack.ts'
import type { Op } from './defineOp.ts'

export const arrayOps: readonly Op[] = [
  transpose,
  slice,
  stridedSlice,
  split,
  unstack,
  stack,
  squeeze,
  expandDims,
  broadcastTo,
  broadcastArgs,
  tile,
  gather,
  gatherND,
  scatterND,
  tensorScatterUpdate,
  sparseToDense,
  oneHot,
  fill,
  range,
  diag,
  reverse,
  mirrorPad,
  spaceToBatchND,
  batchToSpaceND,
  depthToSpace,
  topk,
  unsortedSegmentSum,
  bincount,
  denseBincount,
  searchSorted,
  resizeNearestNeighbor,
  resizeBilinear,
  conv2dTranspose,
  flipLeftRight,
  grayscaleToRGB,
  rgbToGrayscale,
  cropAndResize,
  rotateWithOffset,
  transform,
  threshold,
  nonMaxSuppressionPadded,
  conv3d,
  conv3dTranspose,
  maxPool3d,
  avgPool3d,
  maxPoolWithArgmax,
  dilation2d,
  einsum,
  bandPart,
  gramSchmidt,
  qr,
]
