/** @file Shape of stridedSlice. Source: tfjs `slice_util.sliceInfo` (TensorFlow's strided_slice_op). */
import { type Dim, printShape, subtractDims, type TensorType } from '@tsfx/ir'
import { badInputs } from '../diagnostics.generated.ts'

export interface StridedSlice {
  readonly begin: readonly Dim[]
  readonly end: readonly Dim[]
  readonly strides: readonly number[]
  readonly beginMask: number
  readonly endMask: number
  readonly ellipsisMask: number
  readonly newAxisMask: number
  readonly shrinkAxisMask: number
}

/** What one entry of a slice takes of an axis; null where a mask says: as far as x goes. */
interface Range {
  readonly begin: Dim | null
  readonly end: Dim | null
  readonly stride: number
}

/**
 * The shape of the values taken: entries are axes of x in order, but for an ellipsis, which is all axes that no other entry takes,
 * and for new axes; an axis that shrinks goes.
 * @throws TSFX0511 when entries do not fit x, or the size along a named dim is no polynomial.
 */
export function stridedSliceShape(op: string, x: TensorType, slice: StridedSlice): Dim[] {
  const has = (mask: number, entry: number): boolean => (mask & (1 << entry)) !== 0
  const { begin, end, strides } = slice
  const entries = [...strides.keys()]
  const ellipses = entries.filter((entry) => has(slice.ellipsisMask, entry))
  const taken = entries.filter(
    (entry) => !has(slice.ellipsisMask, entry) && !has(slice.newAxisMask, entry),
  ).length
  const elided = x.shape.length - taken
  const legal = begin.length === strides.length && end.length === strides.length
  if (!legal || ellipses.length > 1 || elided < 0) {
    throw badInputs({
      op,
      problem: `begin ${printShape(begin)}, end ${printShape(end)} and strides [${strides}] do not fit ${printShape(x.shape)}`,
    })
  }
  const shape: Dim[] = []
  let axis = 0
  for (const entry of entries) {
    if (has(slice.ellipsisMask, entry)) {
      shape.push(...x.shape.slice(axis, axis + elided))
      axis += elided
    } else if (has(slice.newAxisMask, entry)) shape.push(1)
    else if (has(slice.shrinkAxisMask, entry)) expectIndex(op, x, axis++, begin[entry]!, strides[entry]!)
    else {
      const range = {
        begin: has(slice.beginMask, entry) ? null : begin[entry]!,
        end: has(slice.endMask, entry) ? null : end[entry]!,
        stride: strides[entry]!,
      }
      shape.push(rangeSize(op, x, axis++, range))
    }
  }
  return [...shape, ...x.shape.slice(axis)]
}

function expectIndex(op: string, x: TensorType, axis: number, index: Dim, stride: number): void {
  const dim = x.shape[axis]!
  const outside = typeof dim === 'number' && typeof index === 'number' && (index < -dim || index >= dim)
  if (outside || stride < 1)
    throw badInputs({
      op,
      problem: `there is no index ${index} along axis ${axis} of ${printShape(x.shape)}`,
    })
}

const isNumber = (dim: Dim): dim is number => typeof dim === 'number'
const isKnown = (bound: Dim | null): bound is number | null => bound === null || isNumber(bound)

function rangeSize(op: string, x: TensorType, axis: number, range: Range): Dim {
  const dim = x.shape[axis]!
  if (range.stride === 0) throw badInputs({ op, problem: `the stride along axis ${axis} must not be 0` })
  const size =
    isNumber(dim) && isKnown(range.begin) && isKnown(range.end)
      ? countSteps(dim, range.begin, range.end, range.stride)
      : namedSize(dim, range)
  if (size !== null) return size
  throw badInputs({
    op,
    problem: `how much a stride of ${range.stride} from ${range.begin ?? 'the first'} to ${range.end ?? 'the last'} takes of axis ${axis}, of size ${dim}, is no sum of products of the named dims`,
  })
}

function countSteps(dim: number, begin: number | null, end: number | null, stride: number): number {
  const [low, high] = stride > 0 ? [0, dim] : [-1, dim - 1]
  const clamped = (index: number): number => Math.min(high, Math.max(low, index < 0 ? index + dim : index))
  const from = begin === null ? (stride > 0 ? low : high) : clamped(begin)
  const to = end === null ? (stride > 0 ? high : low) : clamped(end)
  return Math.max(0, Math.ceil((to - from) / stride))
}

/** Bounds beyond an axis are clamped, so of a named dim only bounds that keep inside are known: all but a number of values. */
function namedSize(dim: Dim, { begin, end, stride }: Range): Dim | null {
  if (begin === null && end === null && Math.abs(stride) === 1) return dim
  if (stride !== 1) return null
  if (begin === -1 && end === null) return 1
  const from = begin ?? 0
  const left = end === null ? 0 : isNumber(end) ? -end : subtractDims(dim, end)
  const known = isNumber(from) && from >= 0 && isNumber(left) && (left > 0 || end === null || !isNumber(end))
  return known && left >= 0 ? subtractDims(dim, from + left) : null
}
