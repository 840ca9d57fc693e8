/** @file Every op of the runtime and its scalar kernel: the one list. */
import type { OpName } from '../quantizedOps.ts'
import { add } from './add.ts'
import { avgPool } from './avgPool.ts'
import { concat } from './concat.ts'
import { conv2d } from './conv2d.ts'
import { depthwiseConv2d } from './depthwiseConv2d.ts'
import type { Kernel } from './kernel.ts'
import { linear } from './linear.ts'
import { matMul } from './matMul.ts'
import { maxPool } from './maxPool.ts'
import { mean } from './mean.ts'
import { mul } from './mul.ts'
import { pad } from './pad.ts'
import { dequantize, quantize } from './quantize.ts'
import { flatten, reshape } from './reshape.ts'
import { softmax } from './softmax.ts'
import { relu, relu6, requantize, sigmoid } from './unary.ts'

export const kernels: { readonly [Op in OpName]: Kernel<Op> } = {
  quantize,
  dequantize,
  requantize,
  conv2d,
  depthwiseConv2d,
  linear,
  matMul,
  add,
  mul,
  concat,
  maxPool,
  avgPool,
  mean,
  reshape,
  flatten,
  pad,
  relu,
  relu6,
  sigmoid,
  softmax,
}
