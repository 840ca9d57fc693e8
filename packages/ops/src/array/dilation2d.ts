/** @file `dilation2d`, of mathematical morphology. Filter `[height, width, channels]`, input `[N, H, W, C]` or one image. */
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core'
import { type Dim, equalDims, printShape, tensorType } from '@tsfx/ir'
import { pairAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectFloat, expectRank } from '../expectType.ts'
import { printedCall, printPair } from '../printedCall.ts'
import { batchOf } from '../shape/batchOf.ts'
import { convolutionAttrs, tfjsWindow } from '../windowAttrs.ts'
import { slidingShape } from '../windowShape.ts'

const { pad, dilations } = convolutionAttrs

export const dilation2d = defineOp({
  name: 'dilation2d',
  summary: 'Largest sum of value and filter over each window.',
  domain: 'float',
  inputs: { x: 'tensor', filter: 'tensor' },
  attrs: {
    strides: pairAttr({ doc: 'Step of the window in pixels, [height, width].' }),
    pad,
    dilations,
  },
  infer({ x, filter, ...window }) {
    expectFloat('dilation2d', { x, filter })
    expectRank('dilation2d', 'the filter', filter, '[height, width, channels]')
    const [height, width, channels] = filter.shape as readonly [Dim, Dim, Dim]
    if (!equalDims(x.shape.at(-1) ?? 0, channels))
      throw badInputs({
        op: 'dilation2d',
        problem: `x ${printShape(x.shape)} must have ${channels} channels`,
      })
    const size = [height, width]
    const shape = batchOf(x, 4, (batch) => [
      ...slidingShape('dilation2d', batch, { size, ...window }),
      channels,
    ])
    return tensorType('float32', shape)
  },
  evaluate({ tf }, { x, filter, ...window }) {
    const { strides, pad, dilations } = tfjsWindow(window)
    return tf.dilation2d(x as Tensor4D, filter as Tensor3D, strides, pad as 'same', dilations)
  },
  macs: 0,
  capture: positional('dilation2d', [
    'x',
    'filter',
    'strides',
    'pad',
    'dilations',
    { name: 'dataFormat', only: 'NHWC' },
  ]),
  print: ({ x, filter, strides, pad, dilations }) =>
    printedCall('tf.dilation2d', [x, filter, printPair(strides), pad], [[printPair(dilations), 1]]),
  quant: { kind: 'floatOnly', reason: 'adds and compares; no integer kernel yet' },
})
