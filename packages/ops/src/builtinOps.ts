/** @file The built-in ops, in one list. Of ops captured from the same call, the more specific stands first. */

import { arrayOps } from './arrayOps.ts'
import { deQuantStubOp } from './boundary/deQuantStub.ts'
import { dequantize } from './boundary/dequantize.ts'
import { observe } from './boundary/observe.ts'
import { quantize } from './boundary/quantize.ts'
import { quantStubOp } from './boundary/quantStub.ts'
import type { Op } from './defineOp.ts'
import { elementwiseOps } from './elementwiseOps.ts'
import { add } from './float/add.ts'
import { avgPool } from './float/avgPool.ts'
import { batchNorm } from './float/batchNorm.ts'
import { concat } from './float/concat.ts'
import { conv2d } from './float/conv2d.ts'
import { depthwiseConv2d } from './float/depthwiseConv2d.ts'
import { div } from './float/div.ts'
import { dropout } from './float/dropout.ts'
import { exp } from './float/exp.ts'
import { flatten } from './float/flatten.ts'
import { linear } from './float/linear.ts'
import { matMul } from './float/matMul.ts'
import { maxPool } from './float/maxPool.ts'
import { mean } from './float/mean.ts'
import { mul } from './float/mul.ts'
import { pad } from './float/pad.ts'
import { relu } from './float/relu.ts'
import { relu6 } from './float/relu6.ts'
import { reshape } from './float/reshape.ts'
import { sigmoid } from './float/sigmoid.ts'
import { softmax } from './float/softmax.ts'
import { sub } from './float/sub.ts'
import { tanh } from './float/tanh.ts'
import { integerAdd } from './integer/add.ts'
import { integerAvgPool } from './integer/avgPool.ts'
import { integerConcat } from './integer/concat.ts'
import { integerConv2d } from './integer/conv2d.ts'
import { integerDepthwiseConv2d } from './integer/depthwiseConv2d.ts'
import { integerFlatten } from './integer/flatten.ts'
import { integerLinear } from './integer/linear.ts'
import { integerMatMul } from './integer/matMul.ts'
import { integerMaxPool } from './integer/maxPool.ts'
import { integerMean } from './integer/mean.ts'
import { integerMul } from './integer/mul.ts'
import { integerPad } from './integer/pad.ts'
import { integerRelu } from './integer/relu.ts'
import { integerRelu6 } from './integer/relu6.ts'
import { requantize } from './integer/requantize.ts'
import { integerReshape } from './integer/reshape.ts'
import { integerSigmoid } from './integer/sigmoid.ts'
import { integerSoftmax } from './integer/softmax.ts'

const floatOps: readonly Op[] = [
  conv2d,
  depthwiseConv2d,
  matMul,
  linear,
  batchNorm,
  relu,
  relu6,
  sigmoid,
  tanh,
  softmax,
  exp,
  add,
  sub,
  mul,
  div,
  concat,
  maxPool,
  avgPool,
  mean,
  flatten,
  reshape,
  pad,
  dropout,
  ...elementwiseOps,
  ...arrayOps,
]

const integerOps: readonly Op[] = [
  integerConv2d,
  integerDepthwiseConv2d,
  integerLinear,
  integerMatMul,
  integerRelu,
  integerRelu6,
  integerSigmoid,
  integerSoftmax,
  integerAdd,
  integerMul,
  integerConcat,
  integerMaxPool,
  integerAvgPool,
  integerMean,
  integerFlatten,
  integerReshape,
  integerPad,
  requantize,
]

/** Ops on the border between float and integers. */
const boundaryOps: readonly Op[] = [quantize, dequantize, quantStubOp, deQuantStubOp, observe]

export const builtinOps: readonly Op[] = [...floatOps, ...integerOps, ...boundaryOps]
