/**
 * @file `q.linear`: linear on 8-bit values with int32 accumulators. `weight` is a quantized parameter `[in, out]`,
 * `bias` int32 with scale `x.scale * weight.scale[c]`.
 */
import { activationAttr, outputAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { expectQuantized } from '../expectType.ts'
import { macsOf } from '../macsOf.ts'
import { quantizedType } from '../quantizedType.ts'
import { linearShape } from '../shape/linear.ts'
import { evaluateLayer } from './evaluateLayer.ts'
import { printLayer } from './printLayer.ts'

export const integerLinear = defineOp({
  name: 'q.linear',
  summary: 'Fully connected layer in integers, with bias, activation and requantization.',
  domain: 'integer',
  inputs: { x: 'tensor', weight: 'tensor', bias: 'optional' },
  attrs: {
    activation: activationAttr({ doc: 'Applied to the sum.' }),
    output: outputAttr({ doc: 'Quantization parameters of the result.' }),
  },
  infer({ x, weight, bias, output }) {
    expectQuantized('q.linear', { x, weight })
    return quantizedType(linearShape('q.linear', x, weight, bias), output)
  },
  evaluate({ q }, { x, weight, bias, activation, output }) {
    const [input, layer] = evaluateLayer('q.linear', x, weight, bias)
    return q.linear(input, layer, { output, activation: activation ?? undefined })
  },
  macs: ({ weight }, result) => macsOf(result, weight.shape.slice(0, 1)),
  capture: [],
  print: (args) => printLayer('q.linear', args),
})
