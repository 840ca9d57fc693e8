/** @file `conv2d`. Filter `[height, width, inChannels, outChannels]`, input `[N, H, W, C]`, as tfjs. */
import { equalDims, printShape, tensorType } from '@tsfx/ir'
import { choiceAttr, padAttr, pairAttr } from '../attr.ts'
import { fromRecord, positional } from '../captureForm.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { printedCall, printedRecordCall, printPair } from '../printedCall.ts'
import { spatialSize } from '../spatialSize.ts'

const NHWC = { name: 'dataFormat', only: 'NHWC' }

export const conv2d = defineOp({
  name: 'conv2d',
  summary: '2-D convolution, with optional bias and activation.',
  domain: 'float',
  inputs: { x: 'tensor', filter: 'tensor', bias: 'optional' },
  attrs: {
    strides: pairAttr({ doc: 'Step of the window in pixels, [height, width].', default: [1, 1] }),
    pad: padAttr({ doc: 'Zero padding of height and width.' }),
    dilations: pairAttr({ doc: 'Distance between filter taps in pixels.', default: [1, 1] }),
    dimRoundingMode: choiceAttr([null, 'floor', 'round', 'ceil'], { doc: 'Rounding of the output size for numeric padding.', default: null }),
    activation: choiceAttr([null, 'relu', 'relu6'], { doc: 'Applied to the sum.', default: null }),
  },
  infer({ x, filter, bias, strides, pad, dilations, dimRoundingMode }) {
    const [height, width, inChannels, outChannels] = filter.shape
    const problem = (what: string) => badInputs({ op: 'conv2d', problem: what })
    if (x.shape.length !== 4 || filter.shape.length !== 4) {
      throw problem(`x must be [N, H, W, C] and filter [height, width, in, out], not ${printShape(x.shape)} and ${printShape(filter.shape)}`)
    }
    if (!equalDims(x.shape[3]!, inChannels!)) throw problem(`x has ${x.shape[3]} channels, the filter takes ${inChannels}`)
    if (bias && (bias.shape.length !== 1 || !equalDims(bias.shape[0]!, outChannels!))) {
      throw problem(`bias must be [${outChannels}], not ${printShape(bias.shape)}`)
    }
    const size = (axis: 1 | 2, taps: number) =>
      spatialSize('conv2d', x.shape[axis], axis, { size: taps, stride: strides[axis - 1]!, dilation: dilations[axis - 1]! }, pad, dimRoundingMode)
    return tensorType('float32', [x.shape[0]!, size(1, height as number), size(2, width as number), outChannels!])
  },
  evaluate({ tf }, { x, filter, bias, strides, pad, dilations, dimRoundingMode, activation }) {
    const options = { x, filter, strides, pad, dilations, dimRoundingMode: dimRoundingMode ?? undefined } as Parameters<typeof tf.fused.conv2d>[0]
    if (!bias && !activation) {
      return tf.conv2d(options.x, options.filter, options.strides, options.pad, 'NHWC', options.dilations, options.dimRoundingMode)
    }
    return tf.fused.conv2d({ ...options, ...(bias && { bias }), ...(activation && { activation }) })
  },
  capture: [
    ...positional('conv2d', ['x', 'filter', 'strides', 'pad', NHWC, 'dilations', 'dimRoundingMode']),
    fromRecord('fused.conv2d', {
      x: 'x',
      filter: 'filter',
      strides: 'strides',
      pad: 'pad',
      dataFormat: NHWC,
      dilations: 'dilations',
      dimRoundingMode: 'dimRoundingMode',
      bias: 'bias',
      activation: 'activation',
    }),
  ],
  print({ x, filter, bias, strides, pad, dilations, dimRoundingMode, activation }) {
    if (bias || activation) {
      return printedRecordCall(
        'tf.fused.conv2d',
        { x, filter, strides: printPair(strides), pad, dilations: printPair(dilations), dimRoundingMode, bias, activation },
        { dilations: 1 },
      )
    }
    return printedCall('tf.conv2d', [x, filter, printPair(strides), pad], [
      ['NHWC', 'NHWC'],
      [printPair(dilations), 1],
      [dimRoundingMode, null],
    ])
  },
  quant: { kind: 'weighted', input: 'x', weight: 'filter', bias: 'bias', channelAxes: [3], integer: 'q.conv2d' },
  onnx: { opType: 'Conv' },
})
