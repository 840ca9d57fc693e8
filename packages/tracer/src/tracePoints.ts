/**
 * @file At which sizes forward is traced. A number in the graph is a multilinear polynomial in the named dims, so it is determined
 * by its values where each dim is low or one higher; further points check that it is one. Then each dim alone is looked at from small sizes
 * to large ones, and all together large: that finds branches between the sizes looked at; one at a single size between them stays unseen.
 */
import { type Dim, type DimBindings, dimNames } from '@tsfx/ir'
import type { TensorInput } from './inputSpec.ts'

/** Sizes of one dim: `low` and `low + 1` fit, `check` tests the fit, `fresh` is left for comparing with the model. */
export interface DimSizes {
  readonly name: string
  /** It stands on axis 0 of an input. */
  readonly leading: boolean
  readonly low: number
  readonly check: number
  readonly fresh: number
  /** The smallest size that forward takes, as the user says or as was found; null where none is known. */
  readonly smallest: number | null
  /** The largest, likewise. */
  readonly largest: number | null
}

export interface TracePoint {
  readonly sizes: DimBindings
  /** The dims that are one above their low size; null at a point that only checks. */
  readonly raised: readonly string[] | null
}

/** Products of more dims than this are not looked for. */
const MAX_DEGREE = 3
/** Windows of convolutions must fit into a dynamic height and width. */
const FIRST_INNER_SIZE = 33
/** Symbolic tensors cost nothing, so sizes may be large: up to those of batches, and of images and sequences. */
const LEADING_SIZES = [1, 2, 3, 5, 8, 16, 32, 64, 128, 256, 1024] as const
/** Constants that follow an inner size are real, and those of attention have its square. */
const INNER_SIZES = [1, 2, 3, 5, 8, 16, 32, 64, 100, 224, 512] as const
/** A run costs the more, the more nodes there are: large graphs are looked at in these and the last. */
const SIZES_OF_LARGE_GRAPHS: readonly number[] = [1, 32]
const LARGE_GRAPH_NODES = 200

/** The bounds that are known of. */
export interface SizeBounds {
  readonly smallest?: DimBindings | undefined
  readonly largest?: DimBindings | undefined
}

/** Sizes for each named dim from `smallest` on, different from one another and from every static size. */
export function chooseSizes(
  inputs: readonly TensorInput[],
  { smallest = {}, largest = {} }: SizeBounds = {},
): readonly DimSizes[] {
  const taken = new Set<Dim>(inputs.flatMap((input) => input.shape.filter((dim) => typeof dim === 'number')))
  const leading = new Set(
    inputs.flatMap((input) => (input.shape[0] === undefined ? [] : dimNames(input.shape[0]))),
  )
  const names = new Set(inputs.flatMap((input) => input.shape.flatMap(dimNames)))
  const from = (low: number): number[] => [low, low + 1, low + 2, low + 3]
  for (const name of names) for (const size of from(smallest[name] ?? Number.NaN)) taken.add(size)
  return [...names].map((name) => {
    let low = smallest[name] ?? (leading.has(name) ? 2 : FIRST_INNER_SIZE)
    while (!(name in smallest) && from(low).some((size) => taken.has(size))) low++
    for (const size of from(low)) taken.add(size)
    return {
      name,
      leading: leading.has(name),
      low,
      fresh: low + 2,
      check: low + 3,
      smallest: smallest[name] ?? null,
      largest: largest[name] ?? null,
    }
  })
}

/** The bounds of those dims that have any. */
export const boundsOf = (dims: readonly DimSizes[]): SizeBounds => ({
  smallest: Object.fromEntries(
    dims.flatMap(({ name, smallest }) => (smallest === null ? [] : [[name, smallest]])),
  ),
  largest: Object.fromEntries(
    dims.flatMap(({ name, largest }) => (largest === null ? [] : [[name, largest]])),
  ),
})

/** The points to trace at; the first has every dim low. */
export function tracePoints(dims: readonly DimSizes[]): readonly TracePoint[] {
  const at = (size: (dim: DimSizes) => number): DimBindings =>
    Object.fromEntries(dims.map((dim) => [dim.name, size(dim)]))
  const fitting = subsets(
    dims.map((dim) => dim.name),
    MAX_DEGREE,
  ).map(
    (raised): TracePoint => ({ raised, sizes: at((dim) => dim.low + (raised.includes(dim.name) ? 1 : 0)) }),
  )
  const alone = dims.map(
    (checked): TracePoint => ({ raised: null, sizes: at((dim) => (dim === checked ? dim.check : dim.low)) }),
  )
  const jointly: TracePoint[] = dims.length > 1 ? [{ raised: null, sizes: at((dim) => dim.check) }] : []
  return [...fitting, ...alone, ...jointly]
}

/** The largest size looked at. */
export const lastSize = ({ leading, largest, check }: DimSizes): number =>
  largest ?? Math.max(check, (leading ? LEADING_SIZES : INNER_SIZES).at(-1) as number)

/** Sizes to look at in a graph of so many nodes: below those of the fit and above them, the next one first. */
export function sizesAround(
  dim: DimSizes,
  nodes: number,
): { readonly below: readonly number[]; readonly above: readonly number[] } {
  const last = lastSize(dim)
  const usual: readonly number[] = dim.leading ? LEADING_SIZES : INNER_SIZES
  const sizes = nodes > LARGE_GRAPH_NODES ? SIZES_OF_LARGE_GRAPHS : usual
  return {
    below: sizes.filter((size) => size < dim.low && size >= (dim.smallest ?? 1)).reverse(),
    above: [...sizes.filter((size) => size < last), last].filter((size) => size > dim.check),
  }
}

/** The point at which only `dim` is not low. */
export const alonePoint = (dims: readonly DimSizes[], dim: DimSizes, size: number): TracePoint => ({
  raised: null,
  sizes: Object.fromEntries(dims.map((other) => [other.name, other === dim ? size : other.low])),
})

/** The point with every dim large that is bounded or on axis 0; null when that is one dim alone. */
export function largePoint(dims: readonly DimSizes[]): TracePoint | null {
  const large = (dim: DimSizes): number | null =>
    (dim.leading || dim.largest !== null) && lastSize(dim) > dim.check ? lastSize(dim) : null
  if (dims.filter((dim) => large(dim) !== null).length < 2) return null
  return { raised: null, sizes: Object.fromEntries(dims.map((dim) => [dim.name, large(dim) ?? dim.low])) }
}

/** All subsets of at most `most` names, smaller ones first. */
export function subsets(names: readonly string[], most: number): readonly (readonly string[])[] {
  let found: (readonly string[])[] = [[]]
  for (const name of names)
    found = [...found, ...found.filter((set) => set.length < most).map((set) => [...set, name])]
  return found.sort((a, b) => a.length - b.length)
}
