/** @file `concat`. */
import { printType, tensorType } from '@tsfx/ir'
import { integerAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { printedCall } from '../printedCall.ts'
import { concatShape } from '../shape/concat.ts'

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

export const concat = defineOp({
  name: 'concat',
  summary: 'Inputs one after another along an axis.',
  domain: 'float',
  inputs: { xs: 'list' },
  attrs: {
    axis: integerAttr({
      doc: 'Axis the inputs follow each other on; from the end when negative.',
      default: 0,
    }),
  },
  infer({ xs, axis }) {
    const shape = concatShape('concat', xs, axis)
    const other = xs.find((x) => x.dtype !== xs[0]!.dtype)
    if (other)
      throw badInputs({
        op: 'concat',
        problem: `dtypes of ${printType(xs[0]!)} and ${printType(other)} differ`,
      })
    return tensorType(xs[0]!.dtype, shape)
  },
  evaluate: ({ tf }, { xs, axis }) => tf.concat([...xs], axis),
  macs: 0,
  capture: [
    ...['concat', 'concat2d', 'concat3d', 'concat4d'].map((name) => ({
      from: `tf.${name}`,
      bind: ([xs, axis]: readonly unknown[]) => ({ xs, axis }),
    })),
    { from: 'tf.concat1d', bind: ([xs]) => ({ xs, axis: 0 }) },
    { from: 'Tensor.concat', bind: ([x, others, axis]) => ({ xs: [x, ...asList(others)], axis }) },
  ],
  print: ({ xs, axis }) => printedCall('tf.concat', [xs], [[axis, 0]]),
  quant: { kind: 'ownObserver', inputs: ['xs'], integer: 'q.concat' },
  onnx: { opType: 'Concat' },
})
