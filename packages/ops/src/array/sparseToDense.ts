/** @file `sparseToDense`. */
import type { Rank, ShapeMap } from '@tensorflow/tfjs-core'
import { equalDims, printShape, type TensorType, tensorType } from '@tsfx/ir'
import { numberAttr, shapeAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { MOVES_DATA } from './movesData.ts'

/** Indices are `[]`, `[count]` or `[count, rank]`; values one for each, or one for all. */
function expectSparse(indices: TensorType, values: TensorType, rank: number): void {
  const [count = 1, depth = 1] = indices.shape
  const [valueCount] = values.shape
  const fits =
    indices.shape.length <= 2 &&
    equalDims(depth, rank) &&
    values.shape.length <= 1 &&
    (valueCount === undefined || equalDims(valueCount, count))
  if (fits) return
  throw badInputs({
    op: 'sparseToDense',
    problem: `indices ${printShape(indices.shape)} and values ${printShape(values.shape)} do not fit a result of rank ${rank}`,
  })
}

export const sparseToDense = defineOp({
  name: 'sparseToDense',
  summary: 'Values in the places that indices name, a default in the others.',
  domain: 'float',
  inputs: { sparseIndices: 'tensor', sparseValues: 'tensor' },
  literalDtypes: { sparseIndices: 'int32' },
  attrs: {
    outputShape: shapeAttr({ doc: 'Shape of the result.' }),
    defaultValue: numberAttr({ doc: 'The value in the other places.', default: 0 }),
  },
  infer({ sparseIndices, sparseValues, outputShape }) {
    expectDtype('sparseToDense', ['int32'], { sparseIndices })
    expectSparse(sparseIndices, sparseValues, outputShape.length)
    return tensorType(sparseValues.dtype, outputShape)
  },
  evaluate: ({ tf }, { sparseIndices, sparseValues, outputShape, defaultValue }) =>
    tf.sparseToDense(sparseIndices, sparseValues, [...outputShape] as ShapeMap[Rank], defaultValue),
  macs: 0,
  capture: [fromFunction('sparseToDense', ['sparseIndices', 'sparseValues', 'outputShape', 'defaultValue'])],
  print: ({ sparseIndices, sparseValues, outputShape, defaultValue }) =>
    printedCall('tf.sparseToDense', [sparseIndices, sparseValues, outputShape], [[defaultValue, 0]]),
  quant: MOVES_DATA,
})
