/**
 * @file Activations that an integer op applies itself: `relu(add(a, b))` becomes one `q.add`. Between the two no value
 * is stored, so there is no point of quantization, and none of the range is spent on what relu cuts off.
 */
import { type FxNode, type NodeId, Ref } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import type { UseView } from '@tsfx/passes'
import type { NodeDecision } from './decideNode.ts'
import { integerRoleOf } from './nodeInputs.ts'

/** The op before `activation` whose integer form can apply it, or null. */
export function activationBase(view: UseView, activation: FxNode): FxNode | null {
  const x = activation.args.x
  if (!(x instanceof Ref) || x.index !== null || view.users(x.node).length !== 1) return null
  const base = view.node(x.node)
  const role = integerRoleOf(base)
  const attr = role ? opNamed(role.integer)?.attrs.activation : undefined
  const free = (base.args.activation ?? null) === null
  return free && attr?.parse(activation.target) === activation.target ? base : null
}

/** Nodes whose result is not stored, because the activation after it is applied by the same integer op. */
export function unstoredResults(
  view: UseView & { readonly nodes: readonly FxNode[] },
  decisions: ReadonlyMap<NodeId, NodeDecision>,
): ReadonlySet<NodeId> {
  const specOf = (node: FxNode): string | null => {
    const decision = decisions.get(node.id)
    return decision?.effective === 'quantized' ? JSON.stringify(decision.qconfig?.activation) : null
  }
  const bases = view.nodes.flatMap((node) => {
    const base = activationBase(view, node)
    return base && specOf(base) !== null && specOf(base) === specOf(node) ? [base.id] : []
  })
  return new Set(bases)
}
