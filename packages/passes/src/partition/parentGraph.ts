/** @file The graph that calls the parts of a split. */
import {
  type Edit,
  type FxNode,
  type Graph,
  mapRefs,
  type NodeId,
  type ParamHandle,
  Ref,
  sourceOf,
} from '@tsfx/ir'
import type { BorderNames } from './borderNames.ts'
import { appendCopy, emptyBeside } from './graphCopy.ts'
import type { PartBorder } from './partBorder.ts'
import type { Unit } from './unitOrder.ts'

/** A part, and what the parent must know of it. */
export interface BuiltPart {
  readonly graph: Graph
  readonly border: PartBorder
  readonly nodes: readonly FxNode[]
}

/** The parent of `parts`: units in order, each part as one `call_module`. */
export function parentGraph(
  graph: Graph,
  units: readonly Unit[],
  partOf: ReadonlyMap<NodeId, string>,
  parts: ReadonlyMap<string, BuiltPart>,
  names: BorderNames,
): Graph {
  const isKept = (node: FxNode): boolean => node.kind !== 'get_attr' || isReadOutside(graph, node, partOf)
  return emptyBeside(graph, paramsKept(graph, isKept, parts)).edit((edit) => {
    const copies = new Map<Unit, Ref>()
    const mapRef = (ref: Ref): Ref => {
      const part = partOf.get(ref.node)
      if (part === undefined) return new Ref(copies.get(ref.node)!.node, ref.index)
      const { node } = copies.get(part) as Ref
      return parts.get(part)!.border.results.size === 1 ? new Ref(node) : new Ref(node, names.ofValue(ref))
    }
    for (const unit of units) {
      if (typeof unit === 'string')
        copies.set(unit, appendCall(edit, unit, parts.get(unit) as BuiltPart, mapRef, names))
      else if (isKept(graph.node(unit))) copies.set(unit, appendCopy(edit, graph.node(unit), mapRef))
    }
  }).graph
}

function appendCall(
  edit: Edit,
  name: string,
  { graph, border, nodes }: BuiltPart,
  mapRef: (ref: Ref) => Ref,
  names: BorderNames,
): Ref {
  const args = Object.fromEntries(
    [...border.inputs.values()].map((ref) => [names.ofValue(ref), mapRefs(ref, mapRef)]),
  )
  const results = new Set([...border.results.values()].map((ref) => ref.node))
  const call = edit.append({
    kind: 'call_module',
    target: name,
    name: names.free(name),
    args,
    type: graph.output?.type ?? null,
    loc: nodes[0]?.loc ?? null,
    meta: { part: true },
    madeBy: { from: nodes.filter((node) => results.has(node.id)).map(sourceOf) },
  })
  return new Ref(call.id)
}

/** A parameter that only parts read is theirs; one that nobody reads stays where it was. */
function isReadOutside(graph: Graph, node: FxNode, partOf: ReadonlyMap<NodeId, string>): boolean {
  const users = graph.users(node.id)
  return users.length === 0 || users.some((user) => !partOf.has(user))
}

function paramsKept(
  graph: Graph,
  isKept: (node: FxNode) => boolean,
  parts: ReadonlyMap<string, BuiltPart>,
): ReadonlyMap<string, ParamHandle> {
  const kept = new Set(
    graph.nodes.filter((node) => node.kind === 'get_attr' && isKept(node)).map((node) => node.target),
  )
  const moved = new Set<string>()
  for (const part of parts.values()) for (const path of part.graph.params.keys()) moved.add(path)
  return new Map([...graph.params].filter(([path]) => kept.has(path) || !moved.has(path)))
}
