/** @file The check of one tensor that is passed for an input. */
import { inputMismatch } from '../diagnostics.generated.ts'
import { type FloatInput, sizeOf } from '../quantizedTensor.ts'
import type { InputDim, TensorInput } from './inputSpec.ts'

/** Sizes that a named dim may have; both ends are allowed. */
export interface SizeRange {
  readonly atLeast?: number
  readonly atMost?: number
}
export type SizeRanges = Readonly<Record<string, SizeRange>>

/**
 * Refuses a value that is not what is declared; adds the sizes of its named dims to `sizes`, which say what equal names must be.
 * @throws TSFX6022
 */
export function checkTensor(
  declared: TensorInput,
  value: unknown,
  sizes: Map<string, number>,
  ranges: SizeRanges = {},
): void {
  const found = problemOf(declared, value) ?? bindDims(declared, value as FloatInput, sizes, ranges)
  if (found === null) return
  const dims = declared.shape.map((dim) => expectedDim(dim, sizes, ranges))
  throw inputMismatch({ input: declared.name, expected: `${declared.dtype} [${dims.join(', ')}]`, found })
}

/** What `value` is, when its dtype, rank or fixed sizes are not what is declared; else null. */
function problemOf(declared: TensorInput, value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('shape' in value) || !Array.isArray(value.shape))
    return 'no tensor'
  const { shape } = value
  const found = describe(value as FloatInput)
  const fits =
    dtypeOf(value as FloatInput) === declared.dtype &&
    shape.length === declared.shape.length &&
    declared.shape.every((dim, axis) =>
      typeof dim === 'number' ? dim === shape[axis] : isCount(shape[axis]),
    )
  if (!fits) return found
  const { data } = value as { readonly data?: ArrayLike<number> }
  return 'dataSync' in value || data?.length === sizeOf(shape)
    ? null
    : `${found} with ${data?.length ?? 0} values`
}

/** Takes the sizes of named dims; says what `value` is when one is out of range, or not what it was in another place. */
function bindDims(
  { shape }: TensorInput,
  value: FloatInput,
  sizes: Map<string, number>,
  ranges: SizeRanges,
): string | null {
  const fits = shape.every((dim, axis) => {
    if (typeof dim !== 'string') return true
    const size = value.shape[axis]!
    const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } = rangeOf(dim, ranges)
    if (size < atLeast || size > atMost || (sizes.get(dim) ?? size) !== size) return false
    sizes.set(dim, size)
    return true
  })
  return fits ? null : describe(value)
}

const rangeOf = (dim: string, ranges: SizeRanges): SizeRange =>
  Object.hasOwn(ranges, dim) ? ranges[dim]! : {}

/** `batch`, `batch = 2` once its size is known, `batch >= 2` where it has a range. */
function expectedDim(dim: InputDim, sizes: ReadonlyMap<string, number>, ranges: SizeRanges): string {
  if (typeof dim !== 'string') return String(dim ?? '?')
  if (sizes.has(dim)) return `${dim} = ${sizes.get(dim)}`
  const { atLeast, atMost } = rangeOf(dim, ranges)
  return `${atLeast === undefined || atMost === undefined ? '' : `${atLeast} <= `}${dim}${
    atMost !== undefined ? ` <= ${atMost}` : atLeast !== undefined ? ` >= ${atLeast}` : ''
  }`
}

const isCount = (dim: unknown): boolean => Number.isInteger(dim) && (dim as number) >= 0

const describe = (x: FloatInput): string => `${dtypeOf(x)} [${x.shape.join(', ')}]`

function dtypeOf(x: FloatInput): string {
  if ('dataSync' in x) return x.dtype
  const data: unknown = x.data
  if (data instanceof Float32Array) return 'float32'
  if (data instanceof Int32Array) return 'int32'
  return Array.isArray(data) ? 'Array' : 'unknown data'
}
