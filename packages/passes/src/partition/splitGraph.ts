/**
 * @file Cuts a graph into parts, each a graph of its own, and a parent that calls them (torch.fx: split_module).
 *
 * Values that cross a border become placeholders and results. Parameters are values, so a part has `get_attr` nodes of its
 * own for those it reads. Nodes keep names, types, places and meta. O(nodes + refs).
 */
import type { FxNode, Graph, NodeId } from '@tsfx/ir'
import { badPartName } from '../diagnostics.generated.ts'
import { BorderNames } from './borderNames.ts'
import { type BuiltPart, parentGraph } from './parentGraph.ts'
import { partBorders } from './partBorder.ts'
import { partGraph } from './partGraph.ts'
import { unitOrder } from './unitOrder.ts'

/** A graph that was cut into parts: a parent that calls them, and the parts. */
export interface GraphSplit {
  /** Calls each part by one `call_module` node: its target is the part's name, its args go by the part's placeholder targets. */
  readonly graph: Graph
  /** The parts by name, in the order in which the parent calls them. */
  readonly parts: ReadonlyMap<string, Graph>
  /** The part of each call that was put into one, by the node's name. */
  readonly partOf: ReadonlyMap<string, string>
}

/** Says which part a call belongs to; null, or nothing, leaves it in the parent. */
export type PartOf = (node: FxNode) => string | null | undefined

/**
 * Cuts `graph` along `partOf`, which is asked for each `call_function` and `call_module` node. A part with one result
 * returns it; one with several returns a record of them by node name.
 * @throws TSFX2041 when parts would need each other in a cycle, TSFX2042 for a name that a part cannot have.
 */
export function splitGraph(graph: Graph, partOf: PartOf): GraphSplit {
  const assigned = assignParts(graph, partOf)
  const units = unitOrder(graph, assigned)
  const borders = partBorders(graph, assigned)
  const members = membersOf(graph, assigned)
  const names = new BorderNames(graph)
  const parts = new Map<string, BuiltPart>()
  for (const name of units) {
    if (typeof name !== 'string') continue
    const [nodes, border] = [members.get(name)!, borders.get(name)!]
    parts.set(name, { nodes, border, graph: partGraph(graph, name, nodes, border, names) })
  }
  return {
    graph: parentGraph(graph, units, assigned, parts, names),
    parts: new Map([...parts].map(([name, part]) => [name, part.graph])),
    partOf: new Map([...assigned].map(([id, name]) => [graph.node(id).name, name])),
  }
}

function assignParts(graph: Graph, partOf: PartOf): ReadonlyMap<NodeId, string> {
  const assigned = new Map<NodeId, string>()
  const callers = new Map<string, FxNode>()
  for (const node of graph.nodes) {
    if (node.kind === 'call_module') callers.set(node.target, node)
    if (node.kind !== 'call_function' && node.kind !== 'call_module') continue
    const part = partOf(node) ?? null
    if (part !== null && typeof part !== 'string')
      throw badPartName({ name: String(part), problem: 'is no string' }, { node: node.name, loc: node.loc })
    if (part !== null) assigned.set(node.id, part)
  }
  for (const name of new Set(assigned.values())) {
    const caller = callers.get(name)
    const problem = caller ? `is the module that ${caller.name} calls` : 'is empty'
    if (caller || name === '')
      throw badPartName({ name, problem }, caller ? { node: caller.name, loc: caller.loc } : {})
  }
  return assigned
}

function membersOf(
  graph: Graph,
  assigned: ReadonlyMap<NodeId, string>,
): ReadonlyMap<string, readonly FxNode[]> {
  const members = new Map<string, FxNode[]>()
  for (const [id, part] of assigned) {
    const nodes = members.get(part)
    if (nodes) nodes.push(graph.node(id))
    else members.set(part, [graph.node(id)])
  }
  return members
}
