/** @file Ops that move, select or resize, and further convolutions and pools. */
import { conv2dTranspose } from './array/conv2dTranspose.ts'
import { expandDims } from './array/expandDims.ts'
import { gather } from './array/gather.ts'
import { resizeBilinear, resizeNearestNeighbor } from './array/resize.ts'
import { slice } from './array/slice.ts'
import { split } from './array/split.ts'
import { squeeze } from './array/squeeze.ts'
import { stack } from './array/stack.ts'
import { tile } from './array/tile.ts'
import { transpose } from './array/transpose.ts'
import { unstack } from './array/unstack.ts'
import type { Op } from './defineOp.ts'

export const arrayOps: readonly Op[] = [
  transpose,
  slice,
  split,
  unstack,
  stack,
  squeeze,
  expandDims,
  tile,
  gather,
  resizeNearestNeighbor,
  resizeBilinear,
  conv2dTranspose,
]
