/** @file Which nodes of two versions of a graph stand for the same value. */
import { equalDims, type FxNode, type Graph, type NodeId, type NodeSource, sourceOf } from '@tsfx/ir'
import { badMatch } from '../diagnostics.generated.ts'
import { isCall } from '../isCall.ts'

/**
 * - `source`: by where nodes came from, through all passes. What was made from several nodes stands for the one whose name it
 *   has, or else for the last of them; where several were made from one, the last of them stands for it.
 * - `name`: nodes of one name.
 * - a record: names in the second graph to names in the first.
 */
export type NodeMatch = 'source' | 'name' | Readonly<Record<string, string>>

/** For each call of `after` the call of `before` with the same value; the outputs match. @throws TSFX2045 */
export function matchNodes(before: Graph, after: Graph, match: NodeMatch): ReadonlyMap<NodeId, FxNode> {
  const claims = new Map<FxNode, Counterpart & { readonly node: FxNode }>()
  const counterpart = counterpartBy(before, after, match)
  for (const node of after.nodes) {
    const found = isCall(node) ? counterpart(node) : null
    if (!found) continue
    const earlier = claims.get(found.old)
    if (!earlier?.isChosen || found.isChosen) claims.set(found.old, { ...found, node })
  }
  const pairs = new Map<NodeId, FxNode>()
  for (const { old, node } of claims.values()) pairs.set(node.id, old)
  if (before.output && after.output) pairs.set(after.output.id, before.output)
  return pairs
}

/** A call of the first graph; chosen when it was told by its name from others that the node was made from too. */
interface Counterpart {
  readonly old: FxNode
  readonly isChosen: boolean
}

const only = (old: FxNode | null): Counterpart | null => old && { old, isChosen: false }

function counterpartBy(before: Graph, after: Graph, match: NodeMatch): (node: FxNode) => Counterpart | null {
  if (match === 'name') return ({ name }) => only(callNamed(before, name))
  if (match === 'source') return (node) => counterpartBySource(before, node)
  for (const [name, old] of Object.entries(match)) {
    const missing = after.find(name) ? (before.find(old) ? null : [old, before]) : [name, after]
    if (missing)
      throw badMatch({
        after: name,
        before: old,
        problem: `${missing[0]} is no node of ${graphName(missing[1] as Graph)}`,
      })
  }
  return ({ name }) => only(Object.hasOwn(match, name) ? before.find(match[name] as string) : null)
}

const graphName = (graph: Graph): string => graph.meta.name

function callNamed(graph: Graph, name: string): FxNode | null {
  const node = graph.find(name)
  return node && isCall(node) ? node : null
}

/**
 * Of the nodes of `before` among the sources of `node` the one of its name, since a rewrite gives the name of each value to what
 * takes its place; else the last. Sources behind one that is found are older than `before`.
 */
function counterpartBySource(before: Graph, node: FxNode): Counterpart | null {
  let last: FxNode | null = null
  let namesake: FxNode | null = null
  let count = 0
  const seen = new Set<NodeSource>()
  const open = [sourceOf(node)]
  for (let source = open.pop(); source; source = open.pop()) {
    if (seen.has(source)) continue
    seen.add(source)
    const found = callNamed(before, source.name)
    // A node that became another one, or was made anew under the same name, records what it was made from.
    if (found && isSame(found, source)) {
      count++
      if (found.name === node.name) namesake = found
      if (last === null || before.indexOf(found.id) > before.indexOf(last.id)) last = found
    } else for (const inner of source.from) open.push(inner)
  }
  const old = namesake ?? last
  return old && hasSameShape(old, node) ? { old, isChosen: namesake !== null && count > 1 } : null
}

const isSame = (node: FxNode, source: NodeSource): boolean =>
  (node.meta.pass ?? null) === source.pass && (node.meta.from?.length ?? 0) === source.from.length

/** What a pass splits off a node (its sum without the bias, its transposed input) often has another shape. */
function hasSameShape({ type: a }: FxNode, { type: b }: FxNode): boolean {
  if (a?.kind !== 'tensor' || b?.kind !== 'tensor') return true
  return a.shape.length === b.shape.length && a.shape.every((dim, i) => equalDims(dim, b.shape[i]!))
}
