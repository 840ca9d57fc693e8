/** @file Shape of conv2d, float and integer. */
import { type Dim, equalDims, printShape, type TensorType } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'
import { expectRank } from '../expectType.ts'
import { type Window, windowShape } from '../windowShape.ts'

/**
 * `[N, H, W, inChannels]` by filter `[height, width, inChannels, outChannels]` -> `[N, H', W', outChannels]`.
 * @throws TSFX0511 when the shapes do not fit.
 */
export function conv2dShape(
  op: string,
  x: TensorType,
  filter: TensorType,
  bias: TensorType | null,
  window: Omit<Window, 'size'>,
): Dim[] {
  expectRank(op, 'x', x, '[N, H, W, C]')
  expectRank(op, 'the filter', filter, '[height, width, in, out]')
  const [height, width, inChannels, outChannels] = filter.shape as readonly [Dim, Dim, Dim, Dim]
  if (!equalDims(x.shape[3]!, inChannels)) {
    throw badInputs({ op, problem: `x has ${x.shape[3]} channels, the filter takes ${inChannels}` })
  }
  expectBias(op, bias, outChannels)
  return [...windowShape(op, x, { size: [height, width], ...window }), outChannels]
}

/** @throws TSFX0511 when there is a bias that is not `[channels]`. */
export function expectBias(op: string, bias: TensorType | null, channels: Dim): void {
  if (bias && (bias.shape.length !== 1 || !equalDims(bias.shape[0]!, channels))) {
    throw badInputs({ op, problem: `bias must be [${channels}], not ${printShape(bias.shape)}` })
  }
}
