/** @file Folds over the tree of values that a graph returns. */
import { type Arg, type Dim, type Graph, isArgList, isArgRecord, Ref } from '@tsfx/ir'
import { wholeValue } from './wholeValue.ts'

/** A computed value, or a plain one that `forward` returned beside it. */
export type ResultLeaf = Ref | Dim | string | boolean | null

/** Combines what `leaf` makes of each value of the result; a list or record that one call returns is one value. */
export function mapResult<T>(
  graph: Graph,
  leaf: (value: ResultLeaf) => T,
  record: (fields: readonly (readonly [string, T])[]) => T,
  tuple: (items: readonly T[]) => T,
): T {
  const fold = (arg: Arg): T => {
    const whole = wholeValue(graph, arg)
    if (whole) return leaf(whole)
    if (isArgList(arg)) return tuple(arg.map(fold))
    if (isArgRecord(arg)) return record(Object.entries(arg).map(([key, item]) => [key, fold(item)] as const))
    return leaf(arg)
  }
  return fold(graph.output!.args.value ?? null)
}

/** The values of the result, in order. */
export function resultLeaves(graph: Graph): readonly ResultLeaf[] {
  return mapResult<readonly ResultLeaf[]>(
    graph,
    (leaf) => [leaf],
    (fields) => fields.flatMap(([, leaves]) => leaves),
    (items) => items.flat(),
  )
}

/** The computed values of the result, in order. */
export const resultRefs = (graph: Graph): readonly Ref[] =>
  resultLeaves(graph).filter((leaf) => leaf instanceof Ref)
