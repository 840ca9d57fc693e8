/** @file `conv3dTranspose`. Filter `[depth, height, width, outChannels, inChannels]`, input `[N, D, H, W, C]` or one volume. */
import type { Tensor5D } from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import { shapeAttr } from '../attr.ts'
import { fromFunction } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { expectFloat } from '../expectType.ts'
import { macsOf } from '../macsOf.ts'
import { printedCall } from '../printedCall.ts'
import { convolutionTransposeShape } from '../shape/convolutionTranspose.ts'
import { printTriple, tfjsTriple, tripleAttr, volumePadAttr } from './volumeAttrs.ts'

type Shape5D = [number, number, number, number, number]

export const conv3dTranspose = defineOp({
  name: 'conv3dTranspose',
  summary: 'Transposed 3-D convolution.',
  domain: 'float',
  inputs: { x: 'tensor', filter: 'tensor' },
  attrs: {
    outputShape: shapeAttr({ doc: 'Shape of the result, [N, D, H, W, outChannels].' }),
    strides: tripleAttr({ doc: 'Pixels of the result for each pixel of x, [depth, height, width].' }),
    pad: volumePadAttr,
  },
  infer({ x, filter, outputShape, ...window }) {
    expectFloat('conv3dTranspose', { x, filter })
    const shape = convolutionTransposeShape('conv3dTranspose', x, filter, outputShape, window)
    return tensorType('float32', shape)
  },
  evaluate: ({ tf }, { x, filter, outputShape, strides, pad }) =>
    tf.conv3dTranspose(
      x as Tensor5D,
      filter as Tensor5D,
      [...outputShape] as Shape5D,
      tfjsTriple(strides),
      pad as 'same',
    ),
  macs: ({ x, filter }) => macsOf(x, filter.shape.slice(0, 4)),
  capture: [fromFunction('conv3dTranspose', ['x', 'filter', 'outputShape', 'strides', 'pad'])],
  print: ({ x, filter, outputShape, strides, pad }) =>
    printedCall('tf.conv3dTranspose', [x, filter, outputShape, printTriple(strides), pad]),
  quant: { kind: 'floatOnly', reason: 'spreads each pixel over a window; no integer kernel yet' },
  onnx: { opType: 'ConvTranspose' },
})
