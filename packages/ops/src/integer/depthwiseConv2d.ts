/**
 * @file `q.depthwiseConv2d`: depthwiseConv2d on 8-bit values with int32 accumulators. `weight` is a quantized parameter
 * `[height, width, inChannels, multiplier]`, `bias` int32 with scale `x.scale * weight.scale[c]`.
 */
import { outputAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { macsOf } from '../macsOf.ts'
import { quantizedType } from '../quantizedType.ts'
import { depthwiseConv2dShape } from '../shape/depthwiseConv2d.ts'
import { convolutionAttrs } from '../windowAttrs.ts'
import { evaluateLayer } from './evaluateLayer.ts'
import { printLayer } from './printLayer.ts'

export const integerDepthwiseConv2d = defineOp({
  name: 'q.depthwiseConv2d',
  summary: 'Depthwise 2-D convolution in integers, with bias, activation and requantization.',
  domain: 'integer',
  inputs: { x: 'tensor', weight: 'tensor', bias: 'optional' },
  attrs: { ...convolutionAttrs, output: outputAttr({ doc: 'Quantization parameters of the result.' }) },
  infer({ x, weight, bias, strides, pad, dilations, output }) {
    expectQuantized('q.depthwiseConv2d', { x, weight })
    const shape = depthwiseConv2dShape('q.depthwiseConv2d', x, weight, bias, { strides, pad, dilations })
    return quantizedType(shape, output)
  },
  evaluate({ q }, { x, weight, bias, activation, ...options }) {
    const [input, layer] = evaluateLayer('q.depthwiseConv2d', x, weight, bias)
    return q.depthwiseConv2d(input, layer, { ...options, activation: activation ?? undefined })
  },
  macs: ({ weight }, result) => macsOf(result, weight.shape.slice(0, 2)),
  capture: [],
  print: (args) => printLayer('q.depthwiseConv2d', args),
})
