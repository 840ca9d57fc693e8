/**
 * @file At which sizes forward is traced. A number in the graph is a multilinear polynomial in the named dims, so it is determined
 * by its values where each dim is low or one higher; further points check that it is one. One more, with the dims of axis 0 large, finds
 * branches on a size between the small points and it; a branch beyond it stays unseen.
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
  /** The size at the large point; null for a dim that stays low there. */
  readonly large: number | null
  /** The smallest size that a call may have: 1 on axis 0, where the user says no other; null where only traced sizes are known. */
  readonly least: number | null
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
/** Symbolic tensors cost nothing, so batches may be large; other axes may have limits of their own. */
const LARGE_LEADING_SIZE = 1024

/** The bounds that the user knows of. */
export interface SizeBounds {
  readonly smallest?: DimBindings | undefined
  readonly largest?: DimBindings | undefined
}

/** Sizes for each named dim from `smallest` on, different from one another and, but for the large ones, from every static size. */
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
    const large = largest[name] ?? (leading.has(name) ? LARGE_LEADING_SIZE : low)
    return {
      name,
      leading: leading.has(name),
      low,
      fresh: low + 2,
      check: low + 3,
      large: large > low + 3 ? large : null,
      least: smallest[name] ?? (leading.has(name) ? 1 : null),
    }
  })
}

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

/** The point with every dim as large as it may get; null when none may. */
export function largePoint(dims: readonly DimSizes[]): TracePoint | null {
  if (dims.every(({ large }) => large === null)) return null
  return { raised: null, sizes: Object.fromEntries(dims.map(({ name, low, large }) => [name, large ?? low])) }
}

/** All subsets of at most `most` names, smaller ones first. */
export function subsets(names: readonly string[], most: number): readonly (readonly string[])[] {
  let found: (readonly string[])[] = [[]]
  for (const name of names)
    found = [...found, ...found.filter((set) => set.length < most).map((set) => [...set, name])]
  return found.sort((a, b) => a.length - b.length)
}
