/** @file `conv2dTranspose`. Filter `[height, width, outChannels, inChannels]`, input `[N, H, W, inChannels]` or one image. */
import type { Tensor4D } from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import { padAttr, pairAttr, shapeAttr } from '../attr.ts'
import { positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectFloat } from '../expectType.ts'
import { macsOf } from '../macsOf.ts'
import { printedCall, printPair } from '../printedCall.ts'
import { convolutionTransposeShape } from '../shape/convolutionTranspose.ts'
import { FLOOR, tfjsWindow } from '../windowAttrs.ts'

export const conv2dTranspose = defineOp({
  name: 'conv2dTranspose',
  summary: 'Transposed 2-D convolution: what a convolution of the result would take to x, the other way.',
  domain: 'float',
  inputs: { x: 'tensor', filter: 'tensor' },
  attrs: {
    outputShape: shapeAttr({ doc: 'Shape of the result, [N, H, W, outChannels].' }),
    strides: pairAttr({ doc: 'Pixels of the result for each pixel of x, [height, width].' }),
    pad: padAttr({ doc: 'Padding of height and width of the result in the convolution the other way.' }),
  },
  infer({ x, filter, outputShape, strides, pad }) {
    expectFloat('conv2dTranspose', { x, filter })
    const shape = convolutionTransposeShape('conv2dTranspose', x, filter, outputShape, { strides, pad })
    return tensorType('float32', shape)
  },
  evaluate({ tf }, { x, filter, outputShape, ...window }) {
    const { strides, pad } = tfjsWindow(window)
    const shape = [...outputShape] as [number, number, number, number]
    return tf.conv2dTranspose(x as Tensor4D, filter as Tensor4D, shape, strides, pad)
  },
  macs: ({ x, filter }) => macsOf(x, filter.shape.slice(0, 3)),
  capture: positional('conv2dTranspose', ['x', 'filter', 'outputShape', 'strides', 'pad', FLOOR]),
  print: ({ x, filter, outputShape, strides, pad }) =>
    printedCall('tf.conv2dTranspose', [x, filter, outputShape, printPair(strides), pad]),
  quant: { kind: 'floatOnly', reason: 'spreads each pixel over a window; no integer kernel yet' },
  onnx: { opType: 'ConvTranspose' },
})
