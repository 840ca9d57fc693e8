/** @file The printed form of weighted integer ops. */
import type { Ref } from '@tsfx/ir'
import type { Activation, Pad } from '@tsfx/runtime'
import type { OutputAttr } from '../attr.ts'
import { type PrintedCall, printedRecordCall, printPair } from '../printedCall.ts'
import { printOutput } from '../quantizedType.ts'

type Pair = readonly [number, number]

export interface LayerArgs {
  readonly x: Ref
  readonly weight: Ref
  readonly bias: Ref | null
  readonly strides?: Pair
  readonly pad?: Pad
  readonly dilations?: Pair
  readonly activation: Activation | null
  readonly output: OutputAttr
}

/** `q.conv2d(x, { weight, bias }, { pad: 'same', output: {...} })` */
export function printLayer(
  callee: string,
  { x, weight, bias, strides, pad, dilations, activation, output }: LayerArgs,
): PrintedCall {
  const options = {
    strides: strides && printPair(strides),
    pad,
    dilations: dilations && printPair(dilations),
    activation,
    output: printOutput(output),
  }
  return printedRecordCall(callee, options, { strides: 1, dilations: 1 }, [
    x,
    bias ? { weight, bias } : { weight },
  ])
}
