/** @file `maxPool3d` and `avgPool3d` over depth, height and width of `[N, D, H, W, C]`, or of one volume. */
import type { Tensor5D } from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import { fromFunction } from '../captureForm.ts'
import { defineOp, type Op } from '../defineOp.ts'
import { expectFloat } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import { batchOf } from '../shape/batchOf.ts'
import { FLOOR } from '../windowAttrs.ts'
import { windowShape } from '../windowShape.ts'
import { NDHWC, printTriple, tfjsTriple, tripleAttr, volumePadAttr } from './volumeAttrs.ts'

const pool3d = (name: 'maxPool3d' | 'avgPool3d', summary: string, opType: string): Op =>
  defineOp({
    name,
    summary,
    domain: 'float',
    inputs: { x: 'tensor' },
    attrs: {
      filterSize: tripleAttr({ doc: 'Size of the window in pixels, [depth, height, width].' }),
      strides: tripleAttr({ doc: 'Step of the window in pixels, [depth, height, width].' }),
      pad: volumePadAttr,
    },
    infer({ x, filterSize, strides, pad }) {
      expectFloat(name, { x })
      const shape = batchOf(x, 5, (batch) => [
        ...windowShape(name, batch, { size: filterSize, strides, pad }),
        batch.shape.at(-1)!,
      ])
      return tensorType('float32', shape)
    },
    evaluate: ({ tf }, { x, filterSize, strides, pad }) =>
      tf[name](x as Tensor5D, tfjsTriple(filterSize), tfjsTriple(strides), pad as 'same'),
    macs: 0,
    capture: [fromFunction(name, ['x', 'filterSize', 'strides', 'pad', FLOOR, NDHWC])],
    print: ({ x, filterSize, strides, pad }) =>
      printedCall(`tf.${name}`, [x, printTriple(filterSize), printTriple(strides), pad]),
    quant: { kind: 'floatOnly', reason: 'pools volumes; no integer kernel yet' },
    onnx: { opType },
  })

export const maxPool3d = pool3d('maxPool3d', 'Largest value of each window of a volume.', 'MaxPool')
export const avgPool3d = pool3d(
  'avgPool3d',
  'Mean of each window of a volume, padding left out.',
  'AveragePool',
)
