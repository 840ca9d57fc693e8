/** @file The same argument or type, recorded at several sizes, as one: numbers are fitted, all else must be equal. */
import {
  type Arg,
  type Args,
  type Dim,
  DimPolynomial,
  isArgList,
  isArgRecord,
  Ref,
  type ValueType,
} from '@tsfx/ir'

/** What to do with parts that differ. */
export interface Merge {
  number(values: readonly number[]): Dim | null
  /** The structure of trace `at` is not that of the first. */
  structure(at: number): never
}

/** One argument from its versions; the first version tells the structure. */
export function mergeArgs(versions: readonly Arg[], merge: Merge): Arg {
  const [first] = versions as readonly [Arg]
  if (versions.every((arg) => typeof arg === 'number')) return merge.number(versions as readonly number[])
  if (isArgList(first)) {
    requireAll(versions, (arg) => isArgList(arg) && arg.length === first.length, merge)
    return first.map((_, i) =>
      mergeArgs(
        versions.map((arg) => (arg as readonly Arg[])[i] as Arg),
        merge,
      ),
    )
  }
  if (isArgRecord(first)) {
    const keys = Object.keys(first)
    requireAll(versions, (arg) => isArgRecord(arg) && Object.keys(arg).join() === keys.join(), merge)
    return Object.fromEntries(
      keys.map((key) => [
        key,
        mergeArgs(
          versions.map((arg) => (arg as Args)[key] as Arg),
          merge,
        ),
      ]),
    )
  }
  requireAll(versions, (arg) => sameLeaf(first, arg), merge)
  return first
}

function requireAll(versions: readonly Arg[], test: (arg: Arg) => boolean, merge: Merge): void {
  const at = versions.findIndex((arg) => !test(arg))
  if (at >= 0) merge.structure(at)
}

function sameLeaf(a: Arg, b: Arg): boolean {
  if (a instanceof Ref && b instanceof Ref) return a.node === b.node && a.index === b.index
  if (a instanceof DimPolynomial && b instanceof DimPolynomial) return a.toString() === b.toString()
  return Object.is(a, b)
}

/** One type from its versions. */
export function mergeTypes(versions: readonly (ValueType | null)[], merge: Merge): ValueType | null {
  const [first] = versions as readonly [ValueType | null]
  switch (first?.kind) {
    case undefined:
      return null
    case 'tensor': {
      const shapes = mergeArgs(
        versions.map((type) => (type?.kind === 'tensor' ? type.shape : null)),
        merge,
      )
      return { ...first, shape: shapes as readonly Dim[] }
    }
    case 'tuple': {
      const tuples = versions.map((type) => (type?.kind === 'tuple' ? type.items : []))
      requireAll(
        tuples.map((items) => items.length),
        (count) => count === first.items.length,
        merge,
      )
      return {
        kind: 'tuple',
        items: first.items.map(
          (_, i) =>
            mergeTypes(
              tuples.map((items) => items[i] ?? null),
              merge,
            ) as ValueType,
        ),
      }
    }
    case 'record': {
      const records = versions.map((type) => (type?.kind === 'record' ? type.fields : {}))
      const fields = Object.keys(first.fields).map(
        (key) =>
          [
            key,
            mergeTypes(
              records.map((record) => record[key] ?? null),
              merge,
            ) as ValueType,
          ] as const,
      )
      return { kind: 'record', fields: Object.fromEntries(fields) }
    }
  }
}
