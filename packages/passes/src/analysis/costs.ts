/**
 * @file What a graph costs: multiply-accumulates, parameters, memory of values. In named dims where no size is given for them.
 *
 * MACs come from the record of each op (`macs` of `defineOp`): products that are added up, as published counts have them, so
 * element-wise arithmetic counts none. Every value is taken to have memory of its own until its last use, so the peak is an
 * upper bound for runtimes that reuse the memory of an input (reshape, in-place relu). O(nodes + refs).
 */
import {
  addDims,
  type Dim,
  type DimBindings,
  dimNames,
  elementBits,
  type FxNode,
  type Graph,
  type NodeId,
  namedDim,
  type ParamHandle,
  productOfDims,
  type ValueType,
} from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { badDimBinding } from '../diagnostics.generated.ts'
import { paramsRead } from '../paramsRead.ts'
import { typeOfRef } from '../typeOfRef.ts'
import { DimSum, mapNames } from './dimSum.ts'

/** An amount, or `unknown` where an op does not say or a type is missing: never 0 in its place. */
export type Cost = Dim | 'unknown'

export interface NodeCost {
  /** A placeholder or a call. */
  readonly node: FxNode
  readonly macs: Cost
  /** Numbers in the parameters that no node before it reads; a shared parameter counts once. */
  readonly parameters: number
  readonly parameterBytes: number
  readonly activationBytes: Cost
}

/** A moment at which more memory is in use than at any other. */
export interface MemoryPeak {
  /** Values that are still needed, and the one that `node` computes. */
  readonly bytes: Dim
  readonly node: FxNode
}

export interface Costs {
  /** In execution order. */
  readonly nodes: readonly NodeCost[]
  /** The sum of what is known. */
  readonly macs: Dim
  readonly parameters: number
  readonly parameterBytes: number
  /** The sum of what is known, over all values. */
  readonly activationBytes: Dim
  /** One when sizes are given; otherwise those of which none is the largest for all sizes. */
  readonly peaks: readonly MemoryPeak[]
  /** Nodes with an unknown cost, which the sums leave out. */
  readonly unknown: readonly FxNode[]
}

/**
 * Costs of each node and of the whole graph, for the given sizes of named dims, e.g. `{ batch: 1 }`.
 * @throws TSFX2046 for a dim that the graph does not have, or a size that is no positive integer.
 */
export function costs(graph: Graph, bindings: DimBindings = {}): Costs {
  checkBindings(graph, bindings)
  const seen = new Set<string>()
  const nodes = graph.nodes
    .filter(({ kind }) => kind !== 'get_attr' && kind !== 'output')
    .map((node) => costOf(graph, node, bindings, seen))
  const sum = (amounts: readonly Cost[]): Dim =>
    amounts.reduce((total, amount) => (amount === 'unknown' ? total : total.add(amount)), new DimSum()).dim
  return {
    nodes,
    macs: sum(nodes.map(({ macs }) => macs)),
    parameters: nodes.reduce((total, { parameters }) => total + parameters, 0),
    parameterBytes: nodes.reduce((total, { parameterBytes }) => total + parameterBytes, 0),
    activationBytes: sum(nodes.map(({ activationBytes }) => activationBytes)),
    peaks: peaksOf(graph, nodes),
    unknown: nodes
      .filter(({ macs, activationBytes }) => macs === 'unknown' || activationBytes === 'unknown')
      .map(({ node }) => node),
  }
}

function costOf(graph: Graph, node: FxNode, bindings: DimBindings, seen: Set<string>): NodeCost {
  const read = [...paramsRead(graph, [node])].filter(([path]) => !seen.has(path))
  for (const [path] of read) seen.add(path)
  const bound = (amount: Dim | null): Cost => (amount === null ? 'unknown' : substitute(amount, bindings))
  return {
    node,
    macs: bound(macsOfNode(graph, node)),
    parameters: read.reduce((total, [, handle]) => total + sizeOf(handle), 0),
    parameterBytes: read.reduce((total, [, handle]) => total + bytesOf(handle), 0),
    activationBytes: bound(node.type && bytesOfType(node.type)),
  }
}

function macsOfNode(graph: Graph, node: FxNode): Dim | null {
  if (node.kind === 'placeholder') return 0
  const op = node.kind === 'call_function' ? opNamed(node.target) : null
  const isTyped = node.type !== null && graph.inputsOf(node.id).every(({ type }) => type !== null)
  if (!op || !isTyped) return null
  return op.macs(
    node.args,
    (ref) => typeOfRef(graph.node(ref.node), ref) as ValueType,
    node.type as ValueType,
  )
}

/** Bytes of a value, or null when its elements have no fixed size. */
function bytesOfType(type: ValueType): Dim | null {
  if (type.kind === 'tensor') {
    const bits = elementBits(type.dtype)
    return bits && productOfDims([...type.shape, bits / 8])
  }
  let total: Dim | null = 0
  for (const item of type.kind === 'tuple' ? type.items : Object.values(type.fields)) {
    const bytes: Dim | null = bytesOfType(item)
    total = total === null || bytes === null ? null : addDims(total, bytes)
  }
  return total
}

const sizeOf = ({ shape }: ParamHandle): number => shape.reduce((product, size) => product * size, 1)

const bytesOf = (handle: ParamHandle): number =>
  Math.ceil((sizeOf(handle) * (elementBits(handle.dtype) ?? 0)) / 8)

const substitute = (dim: Dim, bindings: DimBindings): Dim =>
  mapNames(dim, (name) => (Object.hasOwn(bindings, name) ? bindings[name]! : namedDim(name)))

/** Goes through the graph with the bytes that are needed at each call. */
function peaksOf(graph: Graph, nodes: readonly NodeCost[]): readonly MemoryPeak[] {
  const dying = lastUses(graph)
  const bytesOfNode = new Map(
    nodes.map(({ node, activationBytes: bytes }) => [node.id, bytes === 'unknown' ? 0 : bytes] as const),
  )
  const live = new DimSum()
  let peaks: Peak[] = []
  for (const { node } of nodes) {
    live.add(bytesOfNode.get(node.id)!)
    if (!peaks.some(({ bytes }) => bytes.isNeverBelow(live)))
      peaks = [...peaks.filter(({ bytes }) => !live.isNeverBelow(bytes)), { bytes: live.copy(), node }]
    for (const dead of dying.get(node.id) ?? []) live.add(bytesOfNode.get(dead) ?? 0, -1)
  }
  return peaks.map(({ bytes, node }) => ({ bytes: bytes.dim, node }))
}

interface Peak {
  readonly bytes: DimSum
  readonly node: FxNode
}

/** The values that each node is the last to use, itself when nothing uses it. */
function lastUses(graph: Graph): ReadonlyMap<NodeId, readonly NodeId[]> {
  const last = new Map<NodeId, NodeId>()
  for (const { id } of graph.nodes) {
    last.set(id, id)
    for (const input of graph.inputsOf(id)) last.set(input.id, id)
  }
  const dying = new Map<NodeId, NodeId[]>()
  for (const [id, user] of last) {
    const list = dying.get(user)
    if (list) list.push(id)
    else dying.set(user, [id])
  }
  return dying
}

function checkBindings(graph: Graph, bindings: DimBindings): void {
  if (Object.keys(bindings).length === 0) return
  const names = new Set<string>()
  const collect = (type: ValueType | null): void => {
    if (type?.kind === 'tensor')
      for (const dim of type.shape) for (const name of dimNames(dim)) names.add(name)
    if (type?.kind === 'tuple') type.items.forEach(collect)
    if (type?.kind === 'record') Object.values(type.fields).forEach(collect)
  }
  for (const { type } of graph.nodes) collect(type)
  for (const [dim, size] of Object.entries(bindings)) {
    const problem = names.has(dim) ? badSize(size) : `its dims are ${[...names].join(', ') || 'all numbers'}`
    if (problem) throw badDimBinding({ graph: graph.meta.name, dim, problem })
  }
}

const badSize = (size: number): string | null =>
  Number.isSafeInteger(size) && size >= 1 ? null : `${size} is no positive integer`
