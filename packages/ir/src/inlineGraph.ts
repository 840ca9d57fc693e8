/** @file One graph's nodes inside another. Parameters are values, so they come along by content. */
import { type Arg, type ArgRecord, isArgList, isArgRecord, mapRefs, Ref } from './arg.ts'
import { missingInput, noSuchItem } from './diagnostics.generated.ts'
import type { Edit } from './edit.ts'
import type { FxNode, NodeId } from './fxNode.ts'
import type { Graph } from './graph.ts'

export interface InlineOptions {
  /** Module path put before the scopes and parameter paths of what is inlined; default: as they are. */
  readonly scope?: string
  /** Keeps types as they are in `graph`; default true. False leaves them to be inferred, when the inputs differ. */
  readonly types?: boolean
}

/** Copies `graph` before `anchor` and returns its output's value. @throws TSFX0009 for an input left out, TSFX0013 */
export function inlineGraph(
  edit: Edit,
  anchor: NodeId,
  graph: Graph,
  inputs: Readonly<Record<string, Arg>>,
  { scope = '', types = true }: InlineOptions,
): Arg {
  for (const { target } of graph.placeholders) {
    if (!Object.hasOwn(inputs, target)) throw missingInput({ graph: graph.meta.name, input: target })
  }
  const values = new Map<NodeId, Arg>()
  const mapRef = (ref: Ref): Arg => itemOf(values.get(ref.node) as Arg, ref)
  const within = (path: string): string => [scope, path].filter(Boolean).join('.')
  for (const node of graph.nodes) {
    if (node.kind === 'output') continue
    if (node.kind === 'placeholder') values.set(node.id, inputs[node.target] as Arg)
    else if (node.kind === 'get_attr')
      values.set(node.id, new Ref(readParam(edit, anchor, graph, node, within).id))
    else values.set(node.id, new Ref(copyCall(edit, anchor, node, { mapRef, within, types }).id))
  }
  return mapRefs(graph.output?.args.value ?? null, mapRef)
}

type Within = (path: string) => string

/** The parameter under the same path where it is the same one, else under a free path. */
function readParam(edit: Edit, anchor: NodeId, graph: Graph, node: FxNode, within: Within): FxNode {
  const handle = graph.params.get(node.target)!
  const wanted = within(node.target)
  const path = edit.param(wanted)?.digest === handle.digest ? wanted : edit.freeParamPath(wanted)
  if (!edit.param(path)) edit.setParam(path, { handle, data: graph.store.entry(handle) })
  return edit.getAttrBefore(anchor, path, {
    name: node.name,
    type: node.type,
    ...inherit(edit, node, within),
  })
}

function copyCall(
  edit: Edit,
  anchor: NodeId,
  node: FxNode,
  { mapRef, within, types }: { mapRef: (ref: Ref) => Arg; within: Within; types: boolean },
): FxNode {
  const { kind, name, target, type } = node
  const { pass: _pass, from: _from, ...meta } = node.meta
  return edit.insertBefore(anchor, {
    kind,
    target: kind === 'call_module' ? within(target) : target,
    name,
    args: mapRefs(node.args, mapRef),
    type: types ? type : null,
    meta,
    ...inherit(edit, node, within),
  })
}

/** What is inlined in the name of other nodes (a decomposition) is found where they are; anything else where it was. */
const inherit = (edit: Edit, node: FxNode, within: Within) =>
  edit.deriving.length > 0 ? {} : { scope: within(node.scope), loc: node.loc, from: [node] }

/** An item of what a placeholder or a node became. */
function itemOf(value: Arg, { index }: Ref): Arg {
  if (index === null) return value
  if (value instanceof Ref && value.index === null) return new Ref(value.node, index)
  const items = isArgList(value) || isArgRecord(value) ? (value as ArgRecord) : {}
  if (!Object.hasOwn(items, index)) throw noSuchItem({ index })
  return items[index] as Arg
}
