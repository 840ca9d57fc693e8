/** @file `depthwiseConv2d`. Filter `[height, width, inChannels, multiplier]`, input `[N, H, W, C]`, as tfjs. */

import type { Tensor4D } from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import { exceptWhere, fromRecord, positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectFloat } from '../expectType.ts'
import { macsOf } from '../macsOf.ts'
import { isParted } from '../parts/fusedActivations.ts'
import { beginsWithImage } from '../parts/singleImages.ts'
import { printConvolution } from '../printConvolution.ts'
import { depthwiseConv2dShape } from '../shape/depthwiseConv2d.ts'
import { convolutionAttrs, FUSED_CONVOLUTION, POSITIONAL_CONVOLUTION, tfjsWindow } from '../windowAttrs.ts'

export const depthwiseConv2d = defineOp({
  name: 'depthwiseConv2d',
  summary: '2-D convolution of each channel by its own filters, with optional bias and activation.',
  domain: 'float',
  inputs: { x: 'tensor', filter: 'tensor', bias: 'optional' },
  attrs: convolutionAttrs,
  infer({ x, filter, bias, strides, pad, dilations }) {
    expectFloat('depthwiseConv2d', { x, filter, bias })
    return tensorType(
      'float32',
      depthwiseConv2dShape('depthwiseConv2d', x, filter, bias, { strides, pad, dilations }),
    )
  },
  evaluate({ tf }, { x, filter, bias, activation, ...window }) {
    const { strides, pad, dilations } = tfjsWindow(window)
    const operands = { x: x as Tensor4D, filter: filter as Tensor4D }
    if (!bias && !activation)
      return tf.depthwiseConv2d(operands.x, operands.filter, strides, pad, 'NHWC', dilations)
    return tf.fused.depthwiseConv2d({
      ...operands,
      strides,
      pad,
      dilations,
      ...(bias && { bias }),
      ...(activation && { activation }),
    })
  },
  macs: ({ filter }, result) => macsOf(result, filter.shape.slice(0, 2)),
  capture: [
    ...positional('depthwiseConv2d', POSITIONAL_CONVOLUTION).map((form) =>
      exceptWhere(beginsWithImage, form),
    ),
    exceptWhere(isParted, fromRecord('fused.depthwiseConv2d', FUSED_CONVOLUTION)),
  ],
  print: (args) => printConvolution('depthwiseConv2d', args),
  quant: {
    kind: 'weighted',
    input: 'x',
    weight: 'filter',
    bias: 'bias',
    channelAxes: [2, 3],
    integer: 'q.depthwiseConv2d',
  },
  onnx: { opType: 'Conv' },
})
