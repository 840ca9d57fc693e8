/** @file The printed form of conv2d and depthwiseConv2d. */
import type { Ref } from '@tsfx/ir'
import type { Activation, Pad } from '@tsfx/runtime'
import { type PrintedCall, printedCall, printedRecordCall, printPair } from './printedCall.ts'

export interface ConvolutionArgs {
  readonly x: Ref
  readonly filter: Ref
  readonly bias: Ref | null
  readonly strides: readonly [number, number]
  readonly pad: Pad
  readonly dilations: readonly [number, number]
  readonly activation: Activation | null
}

/** `tf.conv2d(x, filter, 1, 'same')`; with bias or activation `tf.fused.conv2d({...})`. */
export function printConvolution(
  name: string,
  { x, filter, bias, strides, pad, dilations, activation }: ConvolutionArgs,
): PrintedCall {
  const [printedStrides, printedDilations] = [printPair(strides), printPair(dilations)]
  if (!bias && !activation) {
    return printedCall(
      `tf.${name}`,
      [x, filter, printedStrides, pad],
      [
        ['NHWC', 'NHWC'],
        [printedDilations, 1],
      ],
    )
  }
  const fields = { x, filter, strides: printedStrides, pad, dilations: printedDilations, bias, activation }
  return printedRecordCall(`tf.fused.${name}`, fields, { dilations: 1 })
}
