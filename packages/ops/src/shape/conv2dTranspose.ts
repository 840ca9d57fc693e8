/** @file Shape of conv2dTranspose. Source: tfjs `conv2DBackpropInput`. */
import { type Dim, equalDims, printShape, type TensorType, tensorType } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'
import { expectRank } from '../expectType.ts'
import { type Window, windowShape } from '../windowShape.ts'

/**
 * `outputShape`, when a convolution takes it to the shape of x.
 * @throws TSFX0511 when it does not: tfjs would leave pixels out, or read pixels that are not there.
 */
export function conv2dTransposeShape(
  op: string,
  x: TensorType,
  filter: TensorType,
  outputShape: readonly Dim[],
  window: Omit<Window, 'size'>,
): readonly Dim[] {
  expectRank(op, 'x', x, '[N, H, W, C]')
  expectRank(op, 'the filter', filter, '[height, width, out, in]')
  const [height, width, outChannels, inChannels] = filter.shape as readonly [number, number, number, number]
  const result = tensorType('float32', outputShape)
  const back = windowShape(op, result, { size: [height, width], ...window }, 'the result')
  const fits =
    [...back, inChannels].every((dim, axis) => equalDims(dim, x.shape[axis]!)) &&
    equalDims(outputShape[3]!, outChannels)
  if (fits) return outputShape
  throw badInputs({
    op,
    problem: `a convolution takes ${printShape(outputShape)} with ${outChannels} channels to ${printShape([...back, inChannels])}, but x is ${printShape(x.shape)}`,
  })
}
