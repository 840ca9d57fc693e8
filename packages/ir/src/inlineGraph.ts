/** @file One graph's nodes inside another. Parameters are values, so they come along by content. */
import { type Arg, eachRef, mapRefs, Ref } from './arg.ts'
import { missingInput } from './diagnostics.generated.ts'
import type { Edit, NewNode } from './edit.ts'
import type { FxNode, NodeId } from './fxNode.ts'
import type { Graph } from './graph.ts'
import { itemOf } from './itemOf.ts'
import { sameParam } from './param.ts'

export interface InlineOptions {
  /** Module path put before the scopes and parameter paths of what is inlined; default: as they are. */
  readonly scope?: string
  /** Keeps types as they are in `graph`; default true. False leaves them to be inferred, when the inputs differ. */
  readonly types?: boolean
}

export type InlineInputs = Readonly<Record<string, Arg>>

/**
 * Copies `graph` before `anchor`, or to the end when it is null, and returns its output's value.
 * @throws TSFX0002, TSFX0009, TSFX0013 before anything is changed.
 */
export function inlineGraph(
  edit: Edit,
  anchor: NodeId | null,
  graph: Graph,
  inputs: InlineInputs,
  { scope = '', types = true }: InlineOptions,
): Arg {
  inlinedValue(edit, anchor, graph, inputs)
  const within = (path: string): string => [scope, path].filter(Boolean).join('.')
  const insert = (node: NewNode): FxNode =>
    anchor === null ? edit.append(node) : edit.insertBefore(anchor, node)
  // What is inlined in the name of other nodes has their scope.
  if (edit.deriving.length === 0) addModules(edit, graph, within)
  return resultOf(graph, inputs, (node, mapRef) => {
    if (node.kind === 'get_attr') return insert(readParam(edit, graph, node, within)).id
    return insert({
      ...copyOfCall(edit, node, within),
      args: mapRefs(node.args, mapRef),
      type: types ? node.type : null,
    }).id
  })
}

/**
 * The value that inlining would return, with the ids of `graph` in it for what would be inserted.
 * @throws TSFX0002 for a foreign anchor or input, TSFX0009 for an input left out, TSFX0013 for an item that an input has not.
 */
export function inlinedValue(edit: Edit, anchor: NodeId | null, graph: Graph, inputs: InlineInputs): Arg {
  const place = edit.deriving[0] ?? (anchor === null ? null : edit.node(anchor))
  if (anchor !== null) edit.node(anchor)
  for (const { target } of graph.placeholders) {
    if (!Object.hasOwn(inputs, target))
      throw missingInput(
        { graph: graph.meta.name, input: target },
        place ? { node: place.name, loc: place.loc } : {},
      )
    eachRef(inputs[target] as Arg, (ref) => edit.node(ref.node))
  }
  for (const handle of graph.params.values()) graph.store.entry(handle)
  return resultOf(graph, inputs, (node, mapRef) => {
    mapRefs(node.args, mapRef)
    return node.id
  })
}

/** Walks `graph` with a value for each node: the inputs', or whole values of the nodes that `make` makes. */
function resultOf(
  graph: Graph,
  inputs: InlineInputs,
  make: (node: FxNode, mapRef: (ref: Ref) => Arg) => NodeId,
): Arg {
  const values = new Map<NodeId, Arg>()
  for (const node of graph.nodes) {
    const mapRef = (ref: Ref): Arg => itemOf(values.get(ref.node) as Arg, ref, node)
    if (node.kind === 'output') return mapRefs(node.args.value ?? null, mapRef)
    values.set(
      node.id,
      node.kind === 'placeholder' ? (inputs[node.target] as Arg) : new Ref(make(node, mapRef)),
    )
  }
  return null
}

type Within = (path: string) => string

/** Takes over the classes of modules, and the places of their calls, at paths where the graph knows none. */
function addModules(edit: Edit, graph: Graph, within: Within): void {
  const { modules, calls } = edit.meta
  const added = {
    modules: withAdded(modules, graph.meta.modules, within),
    calls: withAdded(calls, graph.meta.calls, within),
  }
  if (added.modules !== modules || added.calls !== calls) edit.setMeta(added)
}

function withAdded<T>(
  known: Readonly<Record<string, T>>,
  others: Readonly<Record<string, T>>,
  within: Within,
): Readonly<Record<string, T>> {
  const added = Object.entries(others).filter(([path]) => !Object.hasOwn(known, within(path)))
  if (added.length === 0) return known
  return Object.fromEntries([
    ...Object.entries(known),
    ...added.map(([path, item]) => [within(path), item] as const),
  ])
}

/** The parameter under the same path where it is the same one, else under a free path. */
function readParam(edit: Edit, graph: Graph, node: FxNode, within: Within): NewNode {
  const handle = graph.params.get(node.target)!
  const wanted = within(node.target)
  const there = edit.param(wanted)
  const target = there && sameParam(there, handle) ? wanted : edit.freeParamPath(wanted)
  if (!edit.param(target)) edit.setParam(target, { handle, data: graph.store.entry(handle) })
  return { ...copyOfCall(edit, node, within), target, type: node.type }
}

function copyOfCall(edit: Edit, node: FxNode, within: Within): NewNode {
  const { kind, name, target, meta } = node
  const copy = { kind, name, target: kind === 'call_module' ? within(target) : target, meta }
  // What is inlined in the name of other nodes (a decomposition) is found where they are; anything else where it was.
  return edit.deriving.length > 0 ? copy : { ...copy, scope: within(node.scope), loc: node.loc, from: [node] }
}
