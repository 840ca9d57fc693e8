/**
 * @file Finds the largest parts of a graph that a backend can run (torch.fx: CapabilityBasedPartitioner).
 *
 * Supported calls are taken in execution order, and each is merged with the clusters it reads, unless another path leads from
 * one to the other, for then the partition would need itself. A refusal is final: clusters on a path without unsupported calls
 * are merged before its end is reached, so the path has one that is not supported. Therefore no two neighbouring partitions
 * can still be merged in the end. Linear but for the searches of `ClusterGraph`.
 */
import type { FxNode, Graph, NodeId } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { ClusterGraph } from './clusterGraph.ts'
import type { OperatorSupport } from './operatorSupport.ts'
import { type GraphSplit, splitGraph } from './splitGraph.ts'

export interface PartitionOptions {
  /** Smaller partitions are left out; calls that compute nothing do not count. Default: 2. */
  readonly minNodes?: number
  /** Ops that are worth a partition however small it is. */
  readonly allowSingleNode?: readonly string[]
  /**
   * Says which calls compute nothing and so gain nothing: they are left out where a partition begins or ends. Default: ops that
   * only move data, such as reshape.
   */
  readonly computesNothing?: (node: FxNode) => boolean
}

export interface Partition {
  readonly name: string
  /** In execution order. */
  readonly nodes: readonly FxNode[]
}

export interface CapabilityPartitions {
  /** In the order of their first nodes. */
  readonly partitions: readonly Partition[]
  /** Why a call is in no partition, by node name, in execution order. */
  readonly declined: ReadonlyMap<string, string>
}

/** The largest partitions of supported calls that do not need each other, or the rest, in a cycle. */
export function partitionByCapability(
  graph: Graph,
  support: OperatorSupport,
  options: PartitionOptions = {},
): CapabilityPartitions {
  const calls = graph.nodes.filter(({ kind }) => kind === 'call_function' || kind === 'call_module')
  const reasons = new Map<NodeId, string>()
  for (const node of calls) {
    const reason = support(node, graph)
    if (reason !== null) reasons.set(node.id, reason)
  }
  const partitions: Partition[] = []
  for (const cluster of clustersOf(graph, calls, ({ id }) => !reasons.has(id))) {
    const { nodes, declined } = worthRunning(graph, cluster, options)
    if (nodes.length > 0) partitions.push({ name: `partition_${partitions.length}`, nodes })
    for (const [id, reason] of declined) reasons.set(id, reason)
  }
  const declined = calls
    .filter(({ id }) => reasons.has(id))
    .map(({ id, name }) => [name, reasons.get(id)!] as const)
  return { partitions, declined: new Map(declined) }
}

/** Makes each partition a part of its own. @throws TSFX2041 for partitions that need each other in a cycle, TSFX2042 */
export function fusePartitions(graph: Graph, partitions: readonly Partition[]): GraphSplit {
  const names = new Map(partitions.flatMap(({ name, nodes }) => nodes.map(({ id }) => [id, name] as const)))
  return splitGraph(graph, ({ id }) => names.get(id) ?? null)
}

/** Supported calls by cluster, in execution order of the first and within. */
function clustersOf(
  graph: Graph,
  calls: readonly FxNode[],
  isSupported: (node: FxNode) => boolean,
): readonly (readonly FxNode[])[] {
  const indices = new Map(calls.map(({ id }, i) => [id, i]))
  const inputs = calls.map(({ id }) => graph.inputsOf(id).flatMap((input) => indices.get(input.id) ?? []))
  const clusters = new ClusterGraph(inputs)
  const supported = calls.map(isSupported)
  for (const [i] of calls.entries()) {
    if (!supported[i]) continue
    // A cluster holds only supported calls, so its representative tells.
    for (const input of clusters.inputsOf(clusters.find(i))) {
      const [from, to] = [clusters.find(input), clusters.find(i)]
      if (supported[from] && from !== to) clusters.merge(from, to)
    }
  }
  const members = new Map<number, FxNode[]>()
  for (const [i, node] of calls.entries()) {
    if (!supported[i]) continue
    const root = clusters.find(i)
    const nodes = members.get(root)
    if (nodes) nodes.push(node)
    else members.set(root, [node])
  }
  return [...members.values()]
}

interface Worth {
  readonly nodes: readonly FxNode[]
  readonly declined: ReadonlyMap<NodeId, string>
}

/** A cluster without calls at its ends that compute nothing; without any call when what remains is too little. */
function worthRunning(graph: Graph, cluster: readonly FxNode[], options: PartitionOptions): Worth {
  const { minNodes = 2, allowSingleNode = [], computesNothing = movesData } = options
  const computing = new Set(cluster.filter((node) => !computesNothing(node)).map(({ id }) => id))
  const within = new Set(cluster.map(({ id }) => id))
  const after = reached(cluster, computing, within, (id) => graph.inputsOf(id).map((input) => input.id))
  const before = reached(cluster.toReversed(), computing, within, (id) => graph.users(id))
  const nodes = cluster.filter(({ id }) => after.has(id) && before.has(id))
  const declined = new Map<NodeId, string>()
  const isSmall = computing.size < minNodes && !nodes.some(({ target }) => allowSingleNode.includes(target))
  const count = `${computing.size} ${computing.size === 1 ? 'call' : 'calls'}`
  for (const { id } of cluster) {
    if (!after.has(id) || !before.has(id)) declined.set(id, 'it computes nothing, at the edge of a partition')
    else if (isSmall) declined.set(id, `its partition has ${count}, fewer than ${minNodes}`)
  }
  return { nodes: isSmall ? [] : nodes, declined }
}

/** The nodes that compute, or get a value of one that does; `nodes` in the order in which values flow. */
function reached(
  nodes: readonly FxNode[],
  computing: ReadonlySet<NodeId>,
  within: ReadonlySet<NodeId>,
  sourcesOf: (id: NodeId) => readonly NodeId[],
): ReadonlySet<NodeId> {
  const found = new Set<NodeId>()
  for (const { id } of nodes) {
    if (computing.has(id) || sourcesOf(id).some((source) => within.has(source) && found.has(source)))
      found.add(id)
  }
  return found
}

const movesData = (node: FxNode): boolean =>
  node.kind === 'call_function' && opNamed(node.target)?.quant.kind === 'movesData'
