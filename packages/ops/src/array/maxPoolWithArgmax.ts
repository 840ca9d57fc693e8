/** @file `maxPoolWithArgmax` over height and width of `[N, H, W, C]`. */
import type { Tensor4D } from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import { booleanAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectFloat } from '../expectType.ts'
import { printedCall, printPair } from '../printedCall.ts'
import { poolAttrs, tfjsWindow } from '../windowAttrs.ts'
import { windowShape } from '../windowShape.ts'

export const maxPoolWithArgmax = defineOp({
  name: 'maxPoolWithArgmax',
  summary: 'Largest value of each window, with its flat index; { result, indexes }.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {
    ...poolAttrs,
    includeBatchInIndex: booleanAttr({ doc: 'Whether indices count through the batch.', default: false }),
  },
  infer({ x, filterSize, strides, pad }) {
    expectFloat('maxPoolWithArgmax', { x })
    const window = { size: filterSize, strides, pad }
    const shape = [...windowShape('maxPoolWithArgmax', x, window), x.shape[3]!]
    return {
      kind: 'record',
      fields: { result: tensorType('float32', shape), indexes: tensorType('int32', shape) },
    }
  },
  evaluate({ tf }, { x, filterSize, includeBatchInIndex, ...window }) {
    const { strides, pad } = tfjsWindow(window)
    return tf.maxPoolWithArgmax(x as Tensor4D, [...filterSize], strides, pad, includeBatchInIndex)
  },
  macs: 0,
  capture: [fromFunction('maxPoolWithArgmax', ['x', 'filterSize', 'strides', 'pad', 'includeBatchInIndex'])],
  print: ({ x, filterSize, strides, pad, includeBatchInIndex }) =>
    printedCall(
      'tf.maxPoolWithArgmax',
      [x, printPair(filterSize), printPair(strides), pad],
      [[includeBatchInIndex, false]],
    ),
  quant: { kind: 'floatOnly', reason: 'returns indices beside values; no integer kernel yet' },
  onnx: { opType: 'MaxPool' },
})
