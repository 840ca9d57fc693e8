/** @file The parameters of an emitted `forward`: the inputs of the graph, with what its guards fixed put back in its place. */
import type { Graph, Guard, GuardValue, InputTree } from '@tsfx/ir'

export type ParameterTree =
  | { readonly kind: 'input'; readonly target: string }
  /** A value that the trace made part of the graph; undefined where it was given none. */
  | { readonly kind: 'constant'; readonly value: GuardValue | undefined }
  | { readonly kind: 'list'; readonly items: ParameterTree[] }
  | { readonly kind: 'record'; readonly fields: Map<string, ParameterTree> }

type FixedInput = Extract<Guard, { readonly path: string }>

/** The parameters of forward, in order. */
export function parameterTrees(graph: Graph): readonly (readonly [string, ParameterTree])[] {
  const parameters = Object.entries(graph.meta.inputs).map(([name, tree]) => [name, treeOf(tree)] as const)
  // Guards stand in the order of what they fix, so each finds the places before its own filled.
  for (const guard of graph.meta.guards) {
    if (!('path' in guard)) continue
    const [name = '', ...keys] = guard.path.split('.')
    if (keys.length === 0) parameters.splice(guard.parameter, 0, [name, constantOf(guard)])
    else insert(parameters.find(([parameter]) => parameter === name)?.[1], keys, constantOf(guard))
  }
  return parameters
}

const constantOf = (guard: FixedInput): ParameterTree => ({
  kind: 'constant',
  value: guard.kind === 'constant' ? guard.value : undefined,
})

function treeOf(tree: InputTree): ParameterTree {
  if (typeof tree === 'string') return { kind: 'input', target: tree }
  const entries = Object.entries(tree) as [string, InputTree][]
  if (Array.isArray(tree)) return { kind: 'list', items: entries.map(([, item]) => treeOf(item)) }
  return { kind: 'record', fields: new Map(entries.map(([key, item]) => [key, treeOf(item)])) }
}

function insert(
  into: ParameterTree | undefined,
  [key = '', ...rest]: readonly string[],
  value: ParameterTree,
): void {
  if (into?.kind === 'list') {
    if (rest.length > 0) insert(into.items[Number(key)], rest, value)
    else into.items.splice(Number(key), 0, value)
  } else if (into?.kind === 'record') {
    if (rest.length > 0) insert(into.fields.get(key), rest, value)
    else into.fields.set(key, value)
  }
}
