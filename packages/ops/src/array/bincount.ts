/** @file `bincount` and `denseBincount`. */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import { equalDims, printShape, productOfDims, type TensorType, tensorType } from '@tsfx/ir'
import { booleanAttr, dimAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import type { QuantRole } from '../quantRole.ts'

const COUNTS: QuantRole = { kind: 'floatOnly', reason: 'its input holds bins, not reals' }
const size = dimAttr({ doc: 'How many bins there are; larger values are left out.' })

/** x holds bins; there is a weight for each value of it, or none at all. */
function expectBins(op: string, x: TensorType, weights: TensorType): void {
  expectDtype(op, ['int32'], { x })
  const count = productOfDims(weights.shape)
  if (count === 0 || equalDims(count, productOfDims(x.shape))) return
  throw badInputs({
    op,
    problem: `weights ${printShape(weights.shape)} must be as many as x ${printShape(x.shape)} has values, or none`,
  })
}

export const bincount = defineOp({
  name: 'bincount',
  summary: 'How often each of the first integers occurs, or the sum of its weights.',
  domain: 'float',
  inputs: { x: 'tensor', weights: 'tensor' },
  attrs: { size },
  infer({ x, weights, size }) {
    expectBins('bincount', x, weights)
    return tensorType(weights.dtype, [size])
  },
  evaluate: ({ tf }, { x, weights, size }) => tf.bincount(x as Tensor1D, weights as Tensor1D, size as number),
  macs: 0,
  capture: [fromFunction('bincount', ['x', 'weights', 'size'])],
  print: ({ x, weights, size }) => printedCall('tf.bincount', [x, weights, size]),
  quant: COUNTS,
})

export const denseBincount = defineOp({
  name: 'denseBincount',
  summary: 'bincount of a vector, or of each row of a matrix.',
  domain: 'float',
  inputs: { x: 'tensor', weights: 'tensor' },
  attrs: {
    size,
    binaryOutput: booleanAttr({ doc: 'Whether to say only if a value occurs.', default: false }),
  },
  infer({ x, weights, size }) {
    expectBins('denseBincount', x, weights)
    if (x.shape.length === 1 || x.shape.length === 2)
      return tensorType(weights.dtype, [...x.shape.slice(0, -1), size])
    throw badInputs({
      op: 'denseBincount',
      problem: `x must be a vector or a matrix, not ${printShape(x.shape)}`,
    })
  },
  evaluate: ({ tf }, { x, weights, size, binaryOutput }) =>
    tf.denseBincount(x as Tensor2D, weights as Tensor2D, size as number, binaryOutput),
  macs: 0,
  capture: [fromFunction('denseBincount', ['x', 'weights', 'size', 'binaryOutput'])],
  print: ({ x, weights, size, binaryOutput }) =>
    printedCall('tf.denseBincount', [x, weights, size], [[binaryOutput, false]]),
  quant: COUNTS,
})
