/**
 * @file What differs between two graphs, as plain data that survives JSON. O(N log N): order is matched by id or
 * name, and a node has moved when it is outside a longest run of nodes that kept their order.
 */
import type { Ref } from './arg.ts'
import { type Counterparts, diffCounterparts } from './diffCounterparts.ts'
import {
  diffNodeFields,
  diffParamFields,
  diffRecordFields,
  type FieldDiff,
  printDigest,
  type RefPrinters,
} from './diffFields.ts'
import { diffOrder } from './diffOrder.ts'
import type { FxNode } from './fxNode.ts'
import type { Graph } from './graph.ts'
import { typeOfParam } from './graphState.ts'
import type { ParamHandle } from './param.ts'
import { printRef, printStatement, printWord } from './printGraph.ts'
import type { SourceLocation } from './sourceLocation.ts'
import { printType } from './valueType.ts'

/** A node as text, with what is known of where it came from. */
export interface DiffedNode {
  readonly id: number
  readonly name: string
  /** `y = relu(x)`. */
  readonly statement: string
  readonly type: string
  readonly pass: string | null
  /** The nodes it was made from, as the pass read them. */
  readonly from: readonly { readonly name: string; readonly loc: SourceLocation | null }[]
}

/**
 * One stretch or node of the merged order, removed nodes before the added ones that stand in their place.
 * `fields` of a node that changed or moved may hold `position`: behind which node it stands.
 */
export type NodeDiff =
  | { readonly kind: 'unchanged'; readonly count: number }
  | { readonly kind: 'added' | 'removed'; readonly node: DiffedNode }
  | { readonly kind: 'changed' | 'moved'; readonly node: DiffedNode; readonly fields: readonly FieldDiff[] }

export interface ParamDiff {
  readonly kind: 'added' | 'removed' | 'changed'
  readonly path: string
  /** Type and digest: as added, as removed, or as it is now. */
  readonly param: string
  readonly fields: readonly FieldDiff[]
}

/** Plain data; each list is in an order that equal graphs share. */
export interface GraphDiff {
  readonly matchedBy: 'id' | 'name'
  /** Nodes by what became of them. */
  readonly counts: Readonly<Record<NodeDiff['kind'], number>>
  /** In graph order. */
  readonly nodes: readonly NodeDiff[]
  /** By path. */
  readonly params: readonly ParamDiff[]
  readonly meta: readonly FieldDiff[]
}

/**
 * What leads from one graph to another. Nodes are matched by id when both are versions of one lineage (they share a
 * store), by name otherwise; of two branches that were edited apart, ask for names.
 */
export function diff(before: Graph, after: Graph, by?: 'id' | 'name'): GraphDiff {
  const counterparts = diffCounterparts(before, after, by)
  const nodes = diffNodes(before, after, counterparts)
  const counts = { unchanged: 0, added: 0, removed: 0, changed: 0, moved: 0 }
  for (const entry of nodes) counts[entry.kind] += entry.kind === 'unchanged' ? entry.count : 1
  return {
    matchedBy: counterparts.by,
    counts,
    nodes,
    params: diffParams(before.params, after.params),
    meta: before.meta === after.meta ? [] : diffRecordFields(before.meta, after.meta),
  }
}

/** Says whether two graphs are the same but for ids. */
export const isEmptyDiff = ({ nodes, params, meta }: GraphDiff): boolean =>
  nodes.every((entry) => entry.kind === 'unchanged') && params.length === 0 && meta.length === 0

function diffNodes(before: Graph, after: Graph, counterparts: Counterparts): readonly NodeDiff[] {
  const entries: NodeDiff[] = []
  const refs = refPrinters(before, after, counterparts)
  const stayed = nodesThatStayed(before, after, counterparts)
  const kept = (node: FxNode): void => {
    const old = counterparts.inBefore(node)!
    const fields = [
      ...(counterparts.by === 'id' && old === node ? [] : diffNodeFields(old, node, refs)),
      ...(stayed.has(node) ? [] : [position(before, old, after, node)]),
    ]
    const last = entries.at(-1)
    if (fields.length > 0) {
      const kind = fields.every(({ field }) => field === 'position') ? 'moved' : 'changed'
      entries.push({ kind, node: describe(after, node), fields })
    } else if (last?.kind === 'unchanged')
      entries[entries.length - 1] = { kind: 'unchanged', count: last.count + 1 }
    else entries.push({ kind: 'unchanged', count: 1 })
  }
  const removed = removedBetween(before, counterparts, (node) =>
    entries.push({ kind: 'removed', node: describe(before, node) }),
  )
  const anchors = [...stayed, null]
  let next = 0
  removed(anchors[next] ?? null)
  for (const node of after.nodes) {
    if (counterparts.inBefore(node) === null) entries.push({ kind: 'added', node: describe(after, node) })
    else kept(node)
    if (node === anchors[next]) removed(anchors[++next] ?? null)
  }
  return entries
}

/** Nodes of `after` that were there before and kept their order, in that order. */
function nodesThatStayed(before: Graph, after: Graph, { inBefore }: Counterparts): ReadonlySet<FxNode> {
  const positions = new Map(before.nodes.map((node, i) => [node, i]))
  const common = after.nodes.filter((node) => inBefore(node) !== null)
  const inOrder = diffOrder(common.map((node) => positions.get(inBefore(node)!)!))
  return new Set(common.filter((_, i) => inOrder[i]))
}

/** Walks the version before: each call visits what was removed up to the node that became `anchor`, or to the end. */
function removedBetween(
  before: Graph,
  { inAfter }: Counterparts,
  visit: (node: FxNode) => void,
): (anchor: FxNode | null) => void {
  let at = 0
  return (anchor) => {
    for (; at < before.nodes.length; at++) {
      const node = before.nodes[at]!
      const now = inAfter(node)
      if (now === null) visit(node)
      else if (now === anchor) return
    }
  }
}

/** A use of a node that was renamed is the same use; so is a use of another node that prints the same. */
function refPrinters(before: Graph, after: Graph, { inAfter }: Counterparts): RefPrinters {
  return {
    before: (ref) => printRef(before, ref),
    after: (ref) => printRef(after, ref),
    same: (old, now) => {
      const node = before.node(old.node)
      return old.index === now.index && (inAfter(node) ?? node).name === after.node(now.node).name
    },
  }
}

function position(before: Graph, old: FxNode, after: Graph, now: FxNode): FieldDiff {
  const behind = (graph: Graph, node: FxNode): string => {
    const previous = graph.state.slots.get(node.id)?.prev ?? null
    return previous === null ? 'first' : `after ${printWord(graph.node(previous).name)}`
  }
  return { field: 'position', before: behind(before, old), after: behind(after, now) }
}

const describe = (graph: Graph, node: FxNode): DiffedNode => ({
  id: node.id,
  name: node.name,
  statement: printStatement(node, (ref: Ref) => printRef(graph, ref)),
  type: printType(node.type),
  pass: node.meta.pass ?? null,
  from: (node.meta.from ?? []).map(({ name, loc }) => ({ name, loc })),
})

const printParam = (handle: ParamHandle): string =>
  `${printType(typeOfParam(handle))} ${handle.kind} ${printDigest(handle.digest)}`

function diffParams(
  before: ReadonlyMap<string, ParamHandle>,
  after: ReadonlyMap<string, ParamHandle>,
): readonly ParamDiff[] {
  if (before === after) return []
  // By path: the order of the maps is not part of a graph.
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort()
  return paths.flatMap((path): ParamDiff[] => {
    const [old, now] = [before.get(path), after.get(path)]
    if (!now) return [{ kind: 'removed', path, param: printParam(old!), fields: [] }]
    if (!old) return [{ kind: 'added', path, param: printParam(now), fields: [] }]
    const fields = old === now ? [] : diffParamFields(old, now)
    return fields.length > 0 ? [{ kind: 'changed', path, param: printParam(now), fields }] : []
  })
}
