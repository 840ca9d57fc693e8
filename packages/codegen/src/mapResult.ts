/** @file Folds over the tree of values that a graph returns. */
import { type Arg, type Graph, isArgList, isArgRecord, type Ref } from '@tsfx/ir'

/** Combines what `leaf` makes of each value of the result. */
export function mapResult<T>(
  graph: Graph,
  leaf: (ref: Ref) => T,
  record: (fields: readonly (readonly [string, T])[]) => T,
  tuple: (items: readonly T[]) => T,
): T {
  const fold = (arg: Arg): T => {
    if (isArgList(arg)) return tuple(arg.map(fold))
    if (isArgRecord(arg)) return record(Object.entries(arg).map(([key, item]) => [key, fold(item)] as const))
    return leaf(arg as Ref)
  }
  return fold(graph.output!.args.value ?? null)
}

/** The values of the result, in order. */
export function resultRefs(graph: Graph): readonly Ref[] {
  return mapResult<readonly Ref[]>(
    graph,
    (ref) => [ref],
    (fields) => fields.flatMap(([, refs]) => refs),
    (items) => items.flat(),
  )
}
