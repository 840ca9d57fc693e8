/**
 * @file Ops that only move values (pool, reshape, pad) follow their neighbours: between float values they stay in
 * float, because quantizing there costs accuracy and saves nothing.
 */
import type { FxNode, Graph, NodeId } from '@tsfx/ir'
import type { NodeDecision } from './decideNode.ts'
import { dataInputs, integerRoleOf, passesQParams } from './nodeInputs.ts'

type Decisions = ReadonlyMap<NodeId, NodeDecision>

/**
 * Returns the decisions with such ops left in float, unless every input is quantized, or is an input of the model on
 * its way to a quantized op.
 */
export function keepMovementsInFloat(graph: Graph, decisions: Decisions): Decisions {
  const wanted = leadingToQuantized(graph, decisions)
  const result = new Map<NodeId, NodeDecision>()
  /** Values that are 8-bit already, or may become so here at no loss. */
  const ready = new Set<NodeId>()
  for (const node of graph.nodes) {
    if (node.kind === 'placeholder' || node.kind === 'get_attr' || node.isOp('quantStub')) ready.add(node.id)
    const decision = decisions.get(node.id)
    if (!decision) continue
    if (
      decision.effective === 'quantized' &&
      isMovement(node) &&
      !follows(graph, node, ready, result, wanted)
    ) {
      const reason = 'it only moves values, and they are in float here'
      result.set(node.id, { ...decision, effective: 'float', reason })
      continue
    }
    result.set(node.id, decision)
    if (decision.effective === 'quantized') ready.add(node.id)
  }
  return result
}

function isMovement(node: FxNode): boolean {
  const role = integerRoleOf(node)
  return role !== null && passesQParams(role)
}

function follows(
  graph: Graph,
  node: FxNode,
  ready: ReadonlySet<NodeId>,
  result: Decisions,
  wanted: ReadonlySet<NodeId>,
): boolean {
  const sources = dataInputs(node, integerRoleOf(node)!).map(({ ref }) => graph.node(ref.node))
  const quantized = (source: FxNode) => result.get(source.id)?.effective === 'quantized'
  return (
    sources.every(({ id }) => ready.has(id)) &&
    (wanted.has(node.id) || sources.every((source) => quantized(source) || source.isOp('quantStub')))
  )
}

/** Movements whose values reach a quantized op that computes, through movements alone. */
function leadingToQuantized(graph: Graph, decisions: Decisions): ReadonlySet<NodeId> {
  const wanted = new Set<NodeId>()
  for (const node of graph.nodes.toReversed()) {
    if (decisions.get(node.id)?.effective !== 'quantized' || !isMovement(node)) continue
    const leads = graph.users(node.id).some((id) => {
      const user = graph.node(id)
      return isMovement(user) ? wanted.has(id) : decisions.get(id)?.effective === 'quantized'
    })
    if (leads) wanted.add(node.id)
  }
  return wanted
}
