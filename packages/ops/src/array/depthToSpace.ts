/** @file `depthToSpace`: what upsampling by sub-pixel convolution ends with. */
import type { Tensor4D } from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import { integerAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { depthToSpaceShape } from '../shape/spaceToBatch.ts'
import { MOVES_DATA } from './movesData.ts'

export const depthToSpace = defineOp({
  name: 'depthToSpace',
  summary: 'Channels of each pixel as a block of pixels.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { blockSize: integerAttr({ doc: 'Height and width of a block in pixels.' }) },
  infer({ x, blockSize }) {
    expectFloat('depthToSpace', { x })
    return tensorType('float32', depthToSpaceShape('depthToSpace', x, blockSize))
  },
  evaluate: ({ tf }, { x, blockSize }) => tf.depthToSpace(x as Tensor4D, blockSize),
  macs: 0,
  capture: positional('depthToSpace', ['x', 'blockSize', { name: 'dataFormat', only: 'NHWC' }]),
  print: ({ x, blockSize }) => printedCall('tf.depthToSpace', [x, blockSize]),
  quant: MOVES_DATA,
  onnx: { opType: 'DepthToSpace' },
})
