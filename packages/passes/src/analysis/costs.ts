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
  type DType,
  dimNames,
  type FxNode,
  type Graph,
  multiplyDims,
  type NodeId,
  namedDim,
  type ParamHandle,
  subtractDims,
  type ValueType,
} from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { unknownDim } from '../diagnostics.generated.ts'
import { typeOfRef } from '../partition/graphCopy.ts'
import { paramsRead } from '../partition/partGraph.ts'

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
 * @throws TSFX2046 for a dim that the graph does not have.
 */
export function costs(graph: Graph, bindings: DimBindings = {}): Costs {
  checkBindings(graph, bindings)
  const seen = new Set<string>()
  const nodes = graph.nodes
    .filter(({ kind }) => kind !== 'get_attr' && kind !== 'output')
    .map((node) => costOf(graph, node, bindings, seen))
  const sum = (amounts: readonly Cost[]): Dim =>
    amounts.reduce<Dim>((total, amount) => (amount === 'unknown' ? total : addDims(total, amount)), 0)
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

/** Bits of one element; int4 values are packed in pairs. */
const BITS: Readonly<Record<DType, number | null>> = {
  float32: 32,
  int32: 32,
  bool: 8,
  int8: 8,
  uint8: 8,
  int4: 4,
  complex64: 64,
  string: null,
}

/** Bytes of a value, or null when its elements have no fixed size. */
function bytesOfType(type: ValueType): Dim | null {
  if (type.kind === 'tensor') {
    const bits = BITS[type.dtype]
    return bits && type.shape.reduce<Dim>(multiplyDims, bits / 8)
  }
  let total: Dim | null = 0
  for (const item of type.kind === 'tuple' ? type.items : Object.values(type.fields)) {
    const bytes: Dim | null = bytesOfType(item)
    total = total === null || bytes === null ? null : addDims(total, bytes)
  }
  return total
}

const sizeOf = ({ shape }: ParamHandle): number => shape.reduce((product, size) => product * size, 1)

const bytesOf = (handle: ParamHandle): number => Math.ceil((sizeOf(handle) * (BITS[handle.dtype] ?? 0)) / 8)

const substitute = (dim: Dim, bindings: DimBindings): Dim =>
  mapNames(dim, (name) => (Object.hasOwn(bindings, name) ? bindings[name]! : namedDim(name)))

/** The dim with something in the place of each name. */
function mapNames(dim: Dim, map: (name: string) => Dim): Dim {
  if (typeof dim === 'number') return dim
  return dim.terms
    .map(({ coefficient, names }) => names.map(map).reduce<Dim>(multiplyDims, coefficient))
    .reduce<Dim>(addDims, 0)
}

/** Goes through the graph with the bytes that are needed at each call. */
function peaksOf(graph: Graph, nodes: readonly NodeCost[]): readonly MemoryPeak[] {
  const last = new Map<NodeId, NodeId>()
  for (const { id } of graph.nodes) {
    last.set(id, id)
    for (const input of graph.inputsOf(id)) last.set(input.id, id)
  }
  const dying = new Map<NodeId, Dim>()
  const bytesAt = nodes.map(
    ({ node, activationBytes }) => [node, activationBytes === 'unknown' ? 0 : activationBytes] as const,
  )
  for (const [{ id }, bytes] of bytesAt) {
    const user = last.get(id) as NodeId
    dying.set(user, addDims(dying.get(user) ?? 0, bytes))
  }
  let live: Dim = 0
  let peaks: MemoryPeak[] = []
  for (const [node, bytes] of bytesAt) {
    live = addDims(live, bytes)
    peaks = withPeak(peaks, { node, bytes: live })
    live = subtractDims(live, dying.get(node.id) ?? 0)
  }
  return peaks
}

/** The peaks with one more, without those that another is never below. */
function withPeak(peaks: MemoryPeak[], next: MemoryPeak): MemoryPeak[] {
  if (peaks.some(({ bytes }) => isNeverBelow(bytes, next.bytes))) return peaks
  return [...peaks.filter(({ bytes }) => !isNeverBelow(next.bytes, bytes)), next]
}

/** Says whether `a >= b` for all sizes from 1 on, as far as coefficients show it. */
function isNeverBelow(a: Dim, b: Dim): boolean {
  // Names stand for what a size has beyond 1, so no term can be negative.
  const difference = mapNames(subtractDims(a, b), (name) => addDims(namedDim(name), 1))
  if (typeof difference === 'number') return difference >= 0
  return difference.terms.every(({ coefficient }) => coefficient >= 0)
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
  for (const dim of Object.keys(bindings)) {
    if (!names.has(dim))
      throw unknownDim({ graph: graph.meta.name, dim, dims: [...names].join(', ') || 'all numbers' })
  }
}
