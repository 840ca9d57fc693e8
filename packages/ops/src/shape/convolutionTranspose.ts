/** @file Shapes of transposed convolutions. Source: tfjs `conv2DBackpropInput` and `conv3DBackpropInput`. */
import { type Dim, equalDims, printShape, type TensorType, tensorType } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'
import { type Window, windowShape } from '../windowShape.ts'

/**
 * `outputShape`, when a convolution by the filter `[...size, out, in]` takes it to the shape of x.
 * @throws TSFX0511 when it does not: tfjs would leave pixels out, or read pixels that are not there.
 */
export function convolutionTransposeShape(
  op: string,
  x: TensorType,
  filter: TensorType,
  outputShape: readonly Dim[],
  window: Omit<Window, 'size'>,
): readonly Dim[] {
  const rank = window.strides.length + 2
  const [outChannels, inChannels] = filter.shape.slice(-2)
  if (filter.shape.length === rank && outChannels !== undefined && inChannels !== undefined) {
    const size = filter.shape.slice(0, -2)
    const asBatch = outputShape.length === rank - 1 ? [1, ...outputShape] : outputShape
    const back = windowShape(op, tensorType('float32', asBatch), { size, ...window }, 'the result')
    const expected = [...back, inChannels].slice(asBatch.length - outputShape.length)
    const fits =
      expected.length === x.shape.length &&
      expected.every((dim, axis) => equalDims(dim, x.shape[axis]!)) &&
      equalDims(outputShape.at(-1)!, outChannels)
    if (fits) return outputShape
  }
  throw badInputs({
    op,
    problem: `a convolution by ${printShape(filter.shape)}, [..., out, in], does not take ${printShape(outputShape)} to x, ${printShape(x.shape)}`,
  })
}
