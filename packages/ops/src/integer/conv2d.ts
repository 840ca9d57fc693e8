/**
 * @file `q.conv2d`: conv2d on 8-bit values with int32 accumulators. `weight` is a quantized parameter
 * `[height, width, inChannels, outChannels]`, `bias` int32 with scale `x.scale * weight.scale[c]`.
 */
import { printShape } from '@tsfx/ir'
import { choiceAttr, outputAttr, padAttr, pairAttr } from '../attr.ts'
import { defineOp } from '../defineOp.ts'
import { badInputs } from '../diagnostics.generated.ts'
import { printedRecordCall, printPair } from '../printedCall.ts'
import { printOutput, quantizedType } from '../quantizedType.ts'
import { spatialSize } from '../spatialSize.ts'
import { evaluateLayer } from './evaluateLayer.ts'

export const integerConv2d = defineOp({
  name: 'q.conv2d',
  summary: '2-D convolution in integers, with bias, activation and requantization.',
  domain: 'integer',
  inputs: { x: 'tensor', weight: 'tensor', bias: 'optional' },
  attrs: {
    strides: pairAttr({ doc: 'Step of the window in pixels, [height, width].', default: [1, 1] }),
    pad: padAttr({ doc: 'Padding with real 0 of height and width.' }),
    dilations: pairAttr({ doc: 'Distance between filter taps in pixels.', default: [1, 1] }),
    activation: choiceAttr([null, 'relu', 'relu6'], { doc: 'A clamp of the result.', default: null }),
    output: outputAttr({ doc: 'Quantization parameters of the result.' }),
  },
  infer({ x, weight, strides, pad, dilations, output }) {
    const [height, width, , outChannels] = weight.shape
    if (x.shape.length !== 4 || weight.shape.length !== 4) {
      throw badInputs({ op: 'q.conv2d', problem: `x and weight must have rank 4, not ${printShape(x.shape)} and ${printShape(weight.shape)}` })
    }
    const size = (axis: 1 | 2, taps: number) =>
      spatialSize('q.conv2d', x.shape[axis], axis, { size: taps, stride: strides[axis - 1]!, dilation: dilations[axis - 1]! }, pad)
    return quantizedType([x.shape[0]!, size(1, height as number), size(2, width as number), outChannels!], output)
  },
  evaluate: ({ q }, { x, weight, bias, strides, pad, dilations, activation, output }) => {
    const layer = evaluateLayer('q.conv2d', x, weight, bias)
    return q.conv2d(layer.x, layer, { strides, pad, dilations, ...(activation && { activation }), output })
  },
  capture: [],
  print: ({ x, weight, bias, strides, pad, dilations, activation, output }) =>
    printedRecordCall(
      'q.conv2d',
      { strides: printPair(strides), pad, dilations: printPair(dilations), activation, output: printOutput(output) },
      { strides: 1, dilations: 1 },
      [x, bias ? { weight, bias } : { weight }],
    ),
})
