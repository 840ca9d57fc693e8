/** @file Shape of depthwiseConv2d, float and integer. */
import { type Dim, equalDims, multiplyDims, type TensorType } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'
import { expectRank } from '../expectType.ts'
import { type Window, windowShape } from '../windowShape.ts'
import { expectBias } from './conv2d.ts'

/**
 * `[N, H, W, C]` by filter `[height, width, C, multiplier]` -> `[N, H', W', C * multiplier]`.
 * @throws TSFX0511 when the shapes do not fit.
 */
export function depthwiseConv2dShape(
  op: string,
  x: TensorType,
  filter: TensorType,
  bias: TensorType | null,
  window: Omit<Window, 'size'>,
): Dim[] {
  expectRank(op, 'x', x, '[N, H, W, C]')
  expectRank(op, 'the filter', filter, '[height, width, in, multiplier]')
  const [height, width, inChannels, multiplier] = filter.shape as readonly [Dim, Dim, Dim, Dim]
  if (!equalDims(x.shape[3]!, inChannels)) {
    throw badInputs({ op, problem: `x has ${x.shape[3]} channels, the filter takes ${inChannels}` })
  }
  const channels = multiplyDims(inChannels, multiplier)
  expectBias(op, bias, channels)
  return [...windowShape(op, x, { size: [height, width], ...window }), channels]
}
