/** @file Which nodes of two versions of a graph stand for the same value. */
import { equalDims, type FxNode, type Graph, type NodeId, type NodeSource, sourceOf } from '@tsfx/ir'
import { badMatch } from '../diagnostics.generated.ts'

/**
 * - `source`: by where nodes came from, through all passes. What was made from several nodes stands for the last of them; where
 *   several were made from one, the last of them stands for it.
 * - `name`: nodes of one name.
 * - a record: names in the second graph to names in the first.
 */
export type NodeMatch = 'source' | 'name' | Readonly<Record<string, string>>

const isCall = ({ kind }: FxNode): boolean => kind === 'call_function' || kind === 'call_module'

/** For each call of `after` the call of `before` with the same value; the outputs match. @throws TSFX2045 */
export function matchNodes(before: Graph, after: Graph, match: NodeMatch): ReadonlyMap<NodeId, FxNode> {
  const claims = new Map<FxNode, FxNode>()
  const counterpart = counterpartBy(before, after, match)
  for (const node of after.nodes) {
    const found = isCall(node) ? counterpart(node) : null
    // A later claim replaces an earlier one.
    if (found) claims.set(found, node)
  }
  const pairs = new Map<NodeId, FxNode>()
  for (const [old, node] of claims) pairs.set(node.id, old)
  if (before.output && after.output) pairs.set(after.output.id, before.output)
  return pairs
}

function counterpartBy(before: Graph, after: Graph, match: NodeMatch): (node: FxNode) => FxNode | null {
  if (match === 'name') return ({ name }) => callNamed(before, name)
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
  return ({ name }) => (Object.hasOwn(match, name) ? before.find(match[name] as string) : null)
}

const graphName = (graph: Graph): string => graph.meta.name

function callNamed(graph: Graph, name: string): FxNode | null {
  const node = graph.find(name)
  return node && isCall(node) ? node : null
}

/** The last node of `before` among the sources of `node`; sources behind one that is found are older than `before`. */
function counterpartBySource(before: Graph, node: FxNode): FxNode | null {
  let last: FxNode | null = null
  const seen = new Set<NodeSource>()
  const open = [sourceOf(node)]
  for (let source = open.pop(); source; source = open.pop()) {
    if (seen.has(source)) continue
    seen.add(source)
    const found = callNamed(before, source.name)
    // A node that became another one, or was made anew under the same name, records what it was made from.
    if (found && isSame(found, source)) {
      if (last === null || before.indexOf(found.id) > before.indexOf(last.id)) last = found
    } else for (const inner of source.from) open.push(inner)
  }
  return last && hasSameShape(last, node) ? last : null
}

const isSame = (node: FxNode, source: NodeSource): boolean =>
  (node.meta.pass ?? null) === source.pass && (node.meta.from?.length ?? 0) === source.from.length

/** What a pass splits off a node (its sum without the bias, its transposed input) often has another shape. */
function hasSameShape({ type: a }: FxNode, { type: b }: FxNode): boolean {
  if (a?.kind !== 'tensor' || b?.kind !== 'tensor') return true
  return a.shape.length === b.shape.length && a.shape.every((dim, i) => equalDims(dim, b.shape[i]!))
}
