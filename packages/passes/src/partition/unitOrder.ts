/**
 * @file The order in which the parts of a split can run. Each part is one unit, each node outside of parts another; the
 * order is that of the graph, with what a part needs pulled before it. Depth first without recursion, O(nodes + refs).
 */
import { eachRef, type FxNode, type Graph, type NodeId } from '@tsfx/ir'
import { cyclicParts } from '../diagnostics.generated.ts'

/** A part by its name, or a node of the parent by its id. */
export type Unit = string | NodeId

/** One node reading another of a different unit. */
interface Read {
  readonly user: FxNode
  readonly used: FxNode
}

interface Visit {
  readonly unit: Unit
  readonly reads: readonly Read[]
  /** Why the unit is visited; null where the visit began. */
  readonly via: Read | null
  next: number
}

/** Units in an order in which each comes after what it reads. @throws TSFX2041 spelling out a cycle. */
export function unitOrder(graph: Graph, partOf: ReadonlyMap<NodeId, string>): readonly Unit[] {
  const unitOf = (node: FxNode): Unit => partOf.get(node.id) ?? node.id
  const reads = readsOfUnits(graph, partOf)
  const order: Unit[] = []
  const states = new Map<Unit, 'open' | 'done'>()
  const stack: Visit[] = []
  const enter = (unit: Unit, via: Read | null): void => {
    states.set(unit, 'open')
    stack.push({ unit, via, next: 0, reads: reads.get(unit) ?? [] })
  }
  for (const node of graph.nodes) {
    if (!states.has(unitOf(node))) enter(unitOf(node), null)
    for (let visit = stack.at(-1); visit; visit = stack.at(-1)) {
      const read = visit.reads[visit.next++]
      if (!read) {
        states.set(visit.unit, 'done')
        order.push(visit.unit)
        stack.pop()
        continue
      }
      const unit = unitOf(read.used)
      if (states.get(unit) === 'open') throw cycleError(stack, unit, read, partOf)
      if (!states.has(unit)) enter(unit, read)
    }
  }
  return order
}

/** What each unit reads of others. */
function readsOfUnits(graph: Graph, partOf: ReadonlyMap<NodeId, string>): ReadonlyMap<Unit, readonly Read[]> {
  const reads = new Map<Unit, Read[]>()
  for (const user of graph.nodes) {
    const part = partOf.get(user.id)
    eachRef(user.args, (ref) => {
      const used = graph.node(ref.node)
      if (part !== undefined && partOf.get(used.id) === part) return
      const known = reads.get(part ?? user.id)
      if (known) known.push({ user, used })
      else reads.set(part ?? user.id, [{ user, used }])
    })
  }
  return reads
}

/** A longer cycle is shown by its two ends. */
const SHOWN_STEPS = 12

function cycleError(
  stack: readonly Visit[],
  unit: Unit,
  closing: Read,
  partOf: ReadonlyMap<NodeId, string>,
): Error {
  const start = stack.findIndex((visit) => visit.unit === unit)
  const steps = [...stack.slice(start + 1).map((visit) => visit.via as Read), closing]
  const at = (node: FxNode): string =>
    partOf.has(node.id) ? `${node.name} of '${partOf.get(node.id)}'` : node.name
  const texts = steps.map(({ user, used }) => `${at(user)} reads ${at(used)}`)
  const half = SHOWN_STEPS / 2
  const shown =
    texts.length > SHOWN_STEPS
      ? [...texts.slice(0, half), `${texts.length - SHOWN_STEPS} more steps`, ...texts.slice(-half)]
      : texts
  return cyclicParts({ cycle: shown.join(', ') }, { node: closing.user.name, loc: closing.user.loc })
}
