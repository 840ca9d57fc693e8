/** @file `avgPool` over height and width of `[N, H, W, C]`. */

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

export const avgPool = defineOp({
  name: 'avgPool',
  summary: 'Mean of each window, padding left out.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: poolAttrs,
  infer({ x, filterSize, strides, pad }) {
    expectFloat('avgPool', { x })
    return tensorType('float32', [
      ...windowShape('avgPool', x, { size: filterSize, strides, pad }),
      x.shape[3]!,
    ])
  },
  evaluate({ tf }, { x, filterSize, ...window }) {
    const { strides, pad } = tfjsWindow(window)
    return tf.avgPool(x as Tensor4D, [...filterSize], strides, pad)
  },
  macs: 0,
  capture: [...positional('avgPool', ['x', 'filterSize', 'strides', 'pad', FLOOR]), ...poolForms('avg')].map(
    (form) => exceptWhere(beginsWithImage, form),
  ),
  print: ({ x, filterSize, strides, pad }) =>
    printedCall('tf.avgPool', [x, printPair(filterSize), printPair(strides), pad]),
  quant: { kind: 'sharesQParams', inputs: ['x'], integer: 'q.avgPool' },
  onnx: { opType: 'AveragePool' },
})
