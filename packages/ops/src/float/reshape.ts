/** @file `reshape`. */
import { tensorType } from '@tsfx/ir'
import { shapeAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { printedCall } from '../printedCall.ts'
import { reshapeShape } from '../shape/reshape.ts'

/** `x.as2D(rows, columns)` and the like. */
const asRank = (rank: number) => ({
  from: `Tensor.as${rank}D`,
  bind: ([x, ...shape]: readonly unknown[]) => ({ x, shape: shape.slice(0, rank) }),
})

export const reshape = defineOp({
  name: 'reshape',
  summary: 'The same values in another shape.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: { shape: shapeAttr({ doc: 'The new shape; one entry may be -1, which stands for what is left.' }) },
  infer: ({ x, shape }) => tensorType(x.dtype, reshapeShape('reshape', x, shape)),
  evaluate: ({ tf }, { x, shape }) => tf.reshape(x, shape as number[]),
  macs: 0,
  capture: [
    ...positional('reshape', ['x', 'shape']),
    {
      from: 'Tensor.reshapeAs',
      bind: ([x, other]) => ({ x, shape: (other as { readonly shape: readonly number[] }).shape }),
    },
    { from: 'Tensor.asScalar', bind: ([x]) => ({ x, shape: [] }) },
    { from: 'Tensor.flatten', bind: ([x]) => ({ x, shape: [-1] }) },
    { from: 'Tensor.as1D', bind: ([x]) => ({ x, shape: [-1] }) },
    ...[2, 3, 4, 5].map(asRank),
  ],
  print: ({ x, shape }) => printedCall('tf.reshape', [x, shape]),
  quant: { kind: 'movesData', inputs: ['x'], integer: 'q.reshape' },
  onnx: { opType: 'Reshape' },
})
