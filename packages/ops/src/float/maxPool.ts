/** @file `maxPool` over height and width of `[N, H, W, C]`. */

import type { Tensor4D } from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import { exceptWhere, positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { poolForms } from '../elementwise/pool.ts'
import { expectFloat } from '../expectType.ts'
import { beginsWithImage } from '../parts/singleImages.ts'
import { printedCall, printPair } from '../printedCall.ts'
import { FLOOR, poolAttrs, tfjsWindow } from '../windowAttrs.ts'
import { windowShape } from '../windowShape.ts'

export const maxPool = defineOp({
  name: 'maxPool',
  summary: 'Largest value of each window.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: poolAttrs,
  infer({ x, filterSize, strides, pad }) {
    expectFloat('maxPool', { x })
    return tensorType('float32', [
      ...windowShape('maxPool', x, { size: filterSize, strides, pad }),
      x.shape[3]!,
    ])
  },
  evaluate({ tf }, { x, filterSize, ...window }) {
    const { strides, pad } = tfjsWindow(window)
    return tf.maxPool(x as Tensor4D, [...filterSize], strides, pad)
  },
  macs: 0,
  capture: [...positional('maxPool', ['x', 'filterSize', 'strides', 'pad', FLOOR]), ...poolForms('max')].map(
    (form) => exceptWhere(beginsWithImage, form),
  ),
  print: ({ x, filterSize, strides, pad }) =>
    printedCall('tf.maxPool', [x, printPair(filterSize), printPair(strides), pad]),
  quant: { kind: 'sharesQParams', inputs: ['x'], integer: 'q.maxPool' },
  onnx: { opType: 'MaxPool' },
})
