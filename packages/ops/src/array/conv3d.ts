/** @file `conv3d`. Filter `[depth, height, width, inChannels, outChannels]`, input `[N, D, H, W, C]` or one volume. */
import type { Tensor5D } from '@tensorflow/tfjs-core'
import { equalDims, printShape, tensorType } from '@tsfx/ir'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { expectFloat, expectRank } from '../expectType.ts'
import { macsOf } from '../macsOf.ts'
import { printedCall } from '../printedCall.ts'
import { batchOf } from '../shape/batchOf.ts'
import { windowShape } from '../windowShape.ts'
import { NDHWC, printTriple, tfjsTriple, tripleAttr, volumePadAttr } from './volumeAttrs.ts'

export const conv3d = defineOp({
  name: 'conv3d',
  summary: '3-D convolution.',
  domain: 'float',
  inputs: { x: 'tensor', filter: 'tensor' },
  attrs: {
    strides: tripleAttr({ doc: 'Step of the window in pixels, [depth, height, width].' }),
    pad: volumePadAttr,
    dilations: tripleAttr({ doc: 'Distance between filter taps in pixels.', default: [1, 1, 1] }),
  },
  infer({ x, filter, ...window }) {
    expectFloat('conv3d', { x, filter })
    expectRank('conv3d', 'the filter', filter, '[depth, height, width, in, out]')
    const [inChannels, outChannels] = filter.shape.slice(3)
    if (!equalDims(x.shape.at(-1) ?? 0, inChannels!))
      throw badInputs({ op: 'conv3d', problem: `x ${printShape(x.shape)} must have ${inChannels} channels` })
    const size = filter.shape.slice(0, 3)
    const shape = batchOf(x, 5, (batch) => [
      ...windowShape('conv3d', batch, { size, ...window }),
      outChannels!,
    ])
    return tensorType('float32', shape)
  },
  evaluate: ({ tf }, { x, filter, strides, pad, dilations }) =>
    tf.conv3d(
      x as Tensor5D,
      filter as Tensor5D,
      tfjsTriple(strides),
      pad as 'same',
      'NDHWC',
      tfjsTriple(dilations),
    ),
  macs: ({ filter }, result) => macsOf(result, filter.shape.slice(0, 4)),
  capture: [fromFunction('conv3d', ['x', 'filter', 'strides', 'pad', NDHWC, 'dilations'])],
  print: ({ x, filter, strides, pad, dilations }) =>
    printedCall(
      'tf.conv3d',
      [x, filter, printTriple(strides), pad],
      [
        [undefined, undefined],
        [printTriple(dilations), 1],
      ],
    ),
  quant: { kind: 'floatOnly', reason: 'convolves volumes; no integer kernel yet' },
  onnx: { opType: 'Conv' },
})
