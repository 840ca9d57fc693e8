/**
 * @file Which nodes of a graph do not depend on its inputs, and which of these are worth storing. Two sweeps,
 * O(nodes + refs) but for results above the size limit, each of which is traced back to its parameters.
 */
import {
  type Arg,
  DimPolynomial,
  type DType,
  eachRef,
  elementBits,
  type FxNode,
  type Graph,
  isQuantizedDType,
  mapArg,
  type NodeId,
  type ParamHandle,
  type ValueType,
} from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import type { LiveVariables } from '../manager/fact.ts'

/** Why a call that depends on parameters alone is not folded, in words. */
export type Decline = (node: FxNode, reason: string) => void

export interface ConstantPolicy {
  readonly liveVariables: LiveVariables
  /** A reason to leave a call as it is, or null. */
  readonly skip: (node: FxNode) => string | null
}

/** Parameters, and pure calls of them alone, in execution order. */
export function constantNodes(graph: Graph, policy: ConstantPolicy, decline: Decline): ReadonlySet<NodeId> {
  const constants = new Set<NodeId>()
  const trained = new Set<NodeId>()
  for (const node of graph.nodes) {
    if (node.kind === 'get_attr') {
      const handle = graph.params.get(node.target)
      const isTrained = handle?.kind === 'variable' && policy.liveVariables === 'decline'
      ;(isTrained ? trained : constants).add(node.id)
    }
    if (node.kind !== 'call_function') continue
    const { known, readsTrained } = inputsAmong(node, constants, trained)
    if (!known) continue
    const reason = readsTrained
      ? 'it reads a variable that is trained'
      : (whyNotConstant(node) ?? policy.skip(node))
    if (reason === null) constants.add(node.id)
    else decline(node, reason)
  }
  return constants
}

function inputsAmong(
  node: FxNode,
  constants: ReadonlySet<NodeId>,
  trained: ReadonlySet<NodeId>,
): { readonly known: boolean; readonly readsTrained: boolean } {
  let known = true
  let readsTrained = false
  eachRef(node.args, (ref) => {
    known &&= constants.has(ref.node) || trained.has(ref.node)
    readsTrained ||= trained.has(ref.node)
  })
  return { known, readsTrained }
}

function whyNotConstant(node: FxNode): string | null {
  const op = opNamed(node.target)
  if (!op?.pure) return `${node.target} is not pure`
  if (hasNamedDim(node.args)) return 'it depends on the size of an input'
  return byteSize(node.type) === null ? 'its result cannot be a parameter' : null
}

function hasNamedDim(args: Arg): boolean {
  let found = false
  mapArg(args, (leaf) => {
    found ||= leaf instanceof DimPolynomial
    return leaf
  })
  return found
}

export interface StoragePolicy {
  /** Bytes by which storing one result may let the weights grow. */
  readonly maxGrowth: number
}

/** The constant calls whose results the rest of the graph needs, in execution order; what only leads to them is not needed then. */
export function storedNodes(
  graph: Graph,
  constants: ReadonlySet<NodeId>,
  { maxGrowth }: StoragePolicy,
  decline: Decline,
): readonly FxNode[] {
  const computed = new Set(graph.nodes.filter(({ id }) => !constants.has(id)).map(({ id }) => id))
  const stored: FxNode[] = []
  for (const node of graph.nodes.toReversed()) {
    if (!constants.has(node.id) || !graph.users(node.id).some((user) => computed.has(user))) continue
    if (node.kind === 'get_attr') continue
    if (isQuantized(node.type) && graph.users(node.id).some((user) => graph.node(user).kind === 'output')) {
      computed.add(node.id)
      decline(node, 'it is a result, and stored integers are a weight, not a quantized tensor')
      continue
    }
    const size = byteSize(node.type) ?? 0
    if (size <= maxGrowth || size - freedBytes(graph, node, constants, computed) <= maxGrowth)
      stored.push(node)
    else {
      computed.add(node.id)
      decline(
        node,
        `storing it takes ${size} bytes, and the parameters it is made of do not make up for them`,
      )
    }
  }
  return stored.reverse()
}

function isQuantized(type: ValueType | null): boolean {
  if (type === null || type.kind === 'tensor') return type !== null && isQuantizedDType(type.dtype)
  return (type.kind === 'tuple' ? type.items : Object.values(type.fields)).some(isQuantized)
}

/** Bytes of the parameters behind `root` that nothing computed in each run reads. */
function freedBytes(
  graph: Graph,
  root: FxNode,
  constants: ReadonlySet<NodeId>,
  computed: ReadonlySet<NodeId>,
): number {
  const paths = new Set<string>()
  const seen = new Set<NodeId>([root.id])
  // A Set hands out what is added while it is walked.
  for (const id of seen) {
    const node = graph.node(id)
    if (node.kind === 'get_attr') paths.add(node.target)
    eachRef(node.args, (ref) => constants.has(ref.node) && seen.add(ref.node))
  }
  let bytes = 0
  for (const path of paths) {
    const users = graph.readersOf(path).flatMap((reader) => graph.users(reader))
    const handle = graph.params.get(path)
    if (handle && !users.some((user) => computed.has(user))) bytes += byteSizeOf(handle)
  }
  return bytes
}

/** Those that a parameter can hold. */
const STORED: ReadonlySet<DType> = new Set(['float32', 'int32', 'bool', 'int8', 'uint8'])

const byteSizeOf = ({ shape, dtype }: Pick<ParamHandle, 'shape' | 'dtype'>): number =>
  shape.reduce((size, dim) => size * dim, (elementBits(dtype) ?? 0) / 8)

/** Size of a value in a weights file; null when it cannot be in one. */
function byteSize(type: ValueType | null): number | null {
  if (type === null) return null
  if (type.kind === 'tensor') {
    const fits = type.shape.every((dim) => typeof dim === 'number') && STORED.has(type.dtype)
    return fits ? byteSizeOf({ shape: type.shape as readonly number[], dtype: type.dtype }) : null
  }
  const items = type.kind === 'tuple' ? type.items : Object.values(type.fields)
  return items.reduce<number | null>((sum, item) => {
    const size = byteSize(item)
    return sum === null || size === null ? null : sum + size
  }, 0)
}
