/** @file The parameters of an emitted `forward`: the inputs of the graph, with what its guards fixed put back in its place. */
import { type Graph, type Guard, type GuardValue, type InputTree, keysOfPath, printGuard } from '@tsfx/ir'
import { misplacedGuard } from './diagnostics.generated.ts'

export type ParameterTree =
  | { readonly kind: 'input'; readonly target: string }
  /** A value that the trace made part of the graph; undefined where it was given none. */
  | { readonly kind: 'constant'; readonly value: GuardValue | undefined }
  | { readonly kind: 'list'; readonly items: ParameterTree[] }
  | { readonly kind: 'record'; readonly fields: Map<string, ParameterTree> }

type FixedInput = Extract<Guard, { readonly path: string }>

/** The parameters of forward, in order. @throws TSFX4008 */
export function parameterTrees(graph: Graph): readonly (readonly [string, ParameterTree])[] {
  const parameters = Object.entries(graph.meta.inputs).map(([name, tree]) => [name, treeOf(tree)] as const)
  // Guards stand in the order of what they fix, so each finds the places before its own filled.
  for (const guard of graph.meta.guards) {
    if (!('path' in guard)) continue
    const [name = '', ...keys] = keysOfPath(guard.path)
    const parameter = parameters.find(([other]) => other === name)?.[1]
    if (keys.length === 0 && !parameter) parameters.splice(guard.parameter, 0, [name, constantOf(guard)])
    else if (!insert(parameter, keys, constantOf(guard)))
      throw misplacedGuard({ graph: graph.meta.name, guard: printGuard(guard) })
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

/** Says whether there was a place for the value. */
function insert(
  into: ParameterTree | undefined,
  [key, ...rest]: readonly string[],
  value: ParameterTree,
): boolean {
  if (key === undefined) return false
  if (into?.kind === 'list') {
    if (rest.length > 0) return insert(into.items[Number(key)], rest, value)
    if (!/^\d+$/.test(key) || Number(key) > into.items.length) return false
    into.items.splice(Number(key), 0, value)
    return true
  }
  if (into?.kind !== 'record') return false
  if (rest.length > 0) return insert(into.fields.get(key), rest, value)
  if (into.fields.has(key)) return false
  into.fields.set(key, value)
  return true
}
