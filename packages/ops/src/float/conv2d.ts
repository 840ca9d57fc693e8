/** @file `conv2d`. Filter `[height, width, inChannels, outChannels]`, input `[N, H, W, C]`, as tfjs. */

import type { Tensor4D } from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import { exceptWhere, fromRecord, positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectFloat } from '../expectType.ts'
import { macsOf } from '../macsOf.ts'
import { isParted } from '../parts/fusedActivations.ts'
import { beginsWithImage } from '../parts/singleImages.ts'
import { printConvolution } from '../printConvolution.ts'
import { conv2dShape } from '../shape/conv2d.ts'
import { convolutionAttrs, FUSED_CONVOLUTION, POSITIONAL_CONVOLUTION, tfjsWindow } from '../windowAttrs.ts'

export const conv2d = defineOp({
  name: 'conv2d',
  summary: '2-D convolution, with optional bias and activation.',
  domain: 'float',
  inputs: { x: 'tensor', filter: 'tensor', bias: 'optional' },
  attrs: convolutionAttrs,
  infer({ x, filter, bias, strides, pad, dilations }) {
    expectFloat('conv2d', { x, filter, bias })
    return tensorType('float32', conv2dShape('conv2d', x, filter, bias, { strides, pad, dilations }))
  },
  evaluate({ tf }, { x, filter, bias, activation, ...window }) {
    const { strides, pad, dilations } = tfjsWindow(window)
    const operands = { x: x as Tensor4D, filter: filter as Tensor4D }
    if (!bias && !activation) return tf.conv2d(operands.x, operands.filter, strides, pad, 'NHWC', dilations)
    return tf.fused.conv2d({
      ...operands,
      strides,
      pad,
      dilations,
      ...(bias && { bias }),
      ...(activation && { activation }),
    })
  },
  macs: ({ filter }, result) => macsOf(result, filter.shape.slice(0, 3)),
  capture: [
    ...positional('conv2d', POSITIONAL_CONVOLUTION).map((form) => exceptWhere(beginsWithImage, form)),
    exceptWhere(isParted, fromRecord('fused.conv2d', FUSED_CONVOLUTION)),
  ],
  print: (args) => printConvolution('conv2d', args),
  quant: {
    kind: 'weighted',
    input: 'x',
    weight: 'filter',
    bias: 'bias',
    channelAxes: [3],
    integer: 'q.conv2d',
  },
  onnx: { opType: 'Conv' },
})
