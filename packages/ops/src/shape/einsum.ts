/** @file Shape of einsum. Source: tfjs `einsum_util.decodeEinsumEquation`. */
import { type Dim, equalDims, printShape, type TensorType } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'

const isDistinct = (labels: readonly string[]): boolean => new Set(labels).size === labels.length

/** The labels of the inputs and of the result. @throws TSFX0511 unless there are one or two inputs, whose labels are different. */
function labelsOf(op: string, equation: string, xs: readonly TensorType[]) {
  const [from = '', to, ...more] = equation.replaceAll(/\s/g, '').split('->')
  const terms = from.split(',').map((term) => [...term])
  const result = [...(to ?? '')]
  const legal =
    to !== undefined &&
    more.length === 0 &&
    terms.length <= 2 &&
    terms.length === xs.length &&
    [...terms, result].every(isDistinct) &&
    terms.every((labels, i) => labels.length === xs[i]!.shape.length)
  if (legal) return { terms, result }
  throw badInputs({
    op,
    problem: `'${equation}' is no equation of ${xs.map(({ shape }) => printShape(shape)).join(' and ')}: one label for each axis, each once, and one arrow`,
  })
}

/**
 * The dims that labels name in the inputs, and the labels of the result, e.g. of `bij,bjk->bik`.
 * @throws TSFX0511 when the equation does not fit, or a label names different dims.
 */
export function einsumDims(op: string, equation: string, xs: readonly TensorType[]) {
  const { terms, result } = labelsOf(op, equation, xs)
  const dims = new Map<string, Dim>()
  for (const [i, labels] of terms.entries()) {
    for (const [axis, label] of labels.entries()) {
      const dim = xs[i]!.shape[axis]!
      const known = dims.get(label) ?? dim
      if (!equalDims(known, dim))
        throw badInputs({ op, problem: `'${label}' of '${equation}' is both ${known} and ${dim}` })
      dims.set(label, known)
    }
  }
  return { dims, result }
}

/** The dims that the labels behind the arrow name. @throws TSFX0511 as `einsumDims`, and for a label that no input has. */
export function einsumShape(op: string, equation: string, xs: readonly TensorType[]): Dim[] {
  const { dims, result } = einsumDims(op, equation, xs)
  return result.map((label) => {
    const dim = dims.get(label)
    if (dim === undefined) throw badInputs({ op, problem: `no input of '${equation}' has '${label}'` })
    return dim
  })
}
