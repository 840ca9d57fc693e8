/**
 * @file `q.conv2d`: conv2d on 8-bit values with int32 accumulators. `weight` is a quantized parameter
 * `[height, width, inChannels, outChannels]`, `bias` int32 with scale `x.scale * weight.scale[c]`.
 */
import { outputAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { macsOf } from '../macsOf.ts'
import { quantizedType } from '../quantizedType.ts'
import { conv2dShape } from '../shape/conv2d.ts'
import { convolutionAttrs } from '../windowAttrs.ts'
import { evaluateLayer } from './evaluateLayer.ts'
import { printLayer } from './printLayer.ts'

export const integerConv2d = defineOp({
  name: 'q.conv2d',
  summary: '2-D convolution in integers, with bias, activation and requantization.',
  domain: 'integer',
  inputs: { x: 'tensor', weight: 'tensor', bias: 'optional' },
  attrs: { ...convolutionAttrs, output: outputAttr({ doc: 'Quantization parameters of the result.' }) },
  infer({ x, weight, bias, strides, pad, dilations, output }) {
    expectQuantized('q.conv2d', { x, weight })
    return quantizedType(conv2dShape('q.conv2d', x, weight, bias, { strides, pad, dilations }), output)
  },
  evaluate({ q }, { x, weight, bias, activation, ...options }) {
    const [input, layer] = evaluateLayer('q.conv2d', x, weight, bias)
    return q.conv2d(input, layer, { ...options, activation: activation ?? undefined })
  },
  macs: ({ weight }, result) => macsOf(result, weight.shape.slice(0, 3)),
  capture: [],
  print: (args) => printLayer('q.conv2d', args),
})
