/**
 * @file `batchNorm` with given statistics: `(x - mean) / sqrt(variance + varianceEpsilon) * scale + offset`. Statistics are `[C]`, or of the rank
 * of x, where each size is 1 or that of x: layer normalisation of tfjs-layers is such a call.
 */
import { equalDims, printShape, type TensorType } from '@tsfx/ir'
import { numberAttr } from '../attr.ts'
import { fromFunction, positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectAxis, expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'

const PARAMETERS = ['x', 'mean', 'variance', 'offset', 'scale', 'varianceEpsilon']

export const batchNorm = defineOp({
  name: 'batchNorm',
  summary: 'Batch normalisation of the last axis with given mean and variance.',
  domain: 'float',
  inputs: { x: 'tensor', mean: 'tensor', variance: 'tensor', offset: 'optional', scale: 'optional' },
  attrs: {
    varianceEpsilon: numberAttr({
      doc: 'Added to the variance before its square root is taken.',
      default: 0.001,
    }),
  },
  infer({ x, mean, variance, offset, scale }) {
    const statistics = { mean, variance, offset, scale }
    expectFloat('batchNorm', { x, ...statistics })
    const channels = x.shape[expectAxis('batchNorm', -1, x.shape.length)]!
    const fits = ({ shape }: TensorType): boolean =>
      shape.length === 1
        ? equalDims(shape[0]!, channels)
        : shape.length === x.shape.length &&
          shape.every((size, i) => size === 1 || equalDims(size, x.shape[i]!))
    for (const [name, type] of Object.entries(statistics)) {
      if (type && !fits(type)) {
        throw badInputs({
          op: 'batchNorm',
          problem: `${name} must be [${channels}], not ${printShape(type.shape)}`,
        })
      }
    }
    return x
  },
  evaluate: ({ tf }, { x, mean, variance, offset, scale, varianceEpsilon }) =>
    tf.batchNorm(
      x,
      mean as never,
      variance as never,
      (offset ?? undefined) as never,
      (scale ?? undefined) as never,
      varianceEpsilon,
    ),
  macs: 0,
  capture: [
    ...positional('batchNorm', PARAMETERS),
    ...['batchNorm2d', 'batchNorm3d', 'batchNorm4d'].map((name) => fromFunction(name, PARAMETERS)),
  ],
  print: ({ x, mean, variance, offset, scale, varianceEpsilon }) =>
    printedCall(
      'tf.batchNorm',
      [x, mean, variance],
      [
        [offset, null],
        [scale, null],
        [varianceEpsilon, 0.001],
      ],
    ),
  quant: { kind: 'floatOnly', reason: 'fold it into a convolution' },
  onnx: { opType: 'BatchNormalization' },
})
