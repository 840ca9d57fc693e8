/**
 * @file Computes once, when the graph is made, what depends on parameters alone. See docs/passes/21-foldConstants.md.
 */
import {
  type Arg,
  type Edit,
  eachRef,
  type FxNode,
  type NodeId,
  type ParamValue,
  Ref,
  type TensorType,
  typeOfParam,
  type ValueType,
} from '@tsfx/ir'
import { bytesParam, Interpreter, isTensor, opNamed, type Value } from '@tsfx/ops'
import type { QuantizedTensor } from '@tsfx/runtime'
import { typed } from '../inferTypes.ts'
import type { Pass, PassContext } from '../manager/pass.ts'
import { unownedPath } from '../opaqueOwner.ts'
import { constantNodes, storedNodes } from './constantNodes.ts'
import { Substitutions } from './substitutions.ts'

/** What `foldConstantsWith` folds and stores. */
export interface FoldConstantsOptions {
  /** Bytes by which storing one result may let the weights file grow. Default: 65,536. */
  readonly maxGrowth?: number
  /** Calls to leave as they are. Default: `isQuantizationBoundary`, so that weights stay stored in 8 bits. */
  readonly skip?: (node: FxNode) => boolean
}

/** Says whether a call stands on the border between float and integers: quantize, dequantize, stubs, observers. */
export const isQuantizationBoundary = (node: FxNode): boolean =>
  node.kind === 'call_function' && opNamed(node.target)?.quant.kind === 'boundary'

/** `foldConstants` with a policy of your own. */
export function foldConstantsWith(options: FoldConstantsOptions): Pass {
  const { maxGrowth = 65_536, skip = isQuantizationBoundary } = options
  return {
    name: 'foldConstants',
    summary: 'Computes what depends on parameters alone, and stores it as parameters.',
    requires: [typed],
    ensures: [typed],
    run(edit: Edit, context: PassContext): void {
      const { liveVariables } = context
      const decline = (node: FxNode, reason: string) => context.nearMiss('foldConstants', node, reason)
      const skipped = (node: FxNode) => (skip(node) ? 'it is to be skipped' : null)
      const constants = constantNodes(edit.base, { liveVariables, skip: skipped }, decline)
      const stored = storedNodes(edit.base, constants, { maxGrowth }, decline)
      if (stored.length > 0) store(edit, context, computed(edit, stored))
    },
  }
}

/** Computes what depends on parameters alone, and stores it as parameters of up to 64 KiB more. */
export const foldConstants: Pass = foldConstantsWith({})

const computed = (edit: Edit, stored: readonly FxNode[]): ReadonlyMap<NodeId, Value> =>
  new Interpreter(edit.base).run({}, { until: stored.map(({ id }) => id) })

function store(edit: Edit, context: PassContext, values: ReadonlyMap<NodeId, Value>): void {
  const replaced = new Substitutions()
  context.eachNode(edit, (node) => {
    replaced.apply(edit, node)
    const value = values.get(node.id)
    if (value === undefined) return
    context.fired('foldConstants', node)
    if (node.type?.kind === 'tensor') becomeParameter(edit, node, paramOf(value, node.type))
    else replaced.set(node.id, storeItems(edit, node, value))
  })
  replaced.eraseReplaced(edit)
}

/** The node keeps its name and its users; what it was is its source. */
function becomeParameter(edit: Edit, node: FxNode, param: ParamValue): void {
  const target = storeParam(edit, node, param)
  edit.update(node.id, { kind: 'get_attr', target, args: {}, type: typeOfParam(param.handle) })
}

function storeParam(edit: Edit, node: FxNode, param: ParamValue, item = ''): string {
  const path = unownedPath(edit, [node.scope, node.name, item].filter(Boolean).join('.'))
  edit.setParam(path, param)
  return path
}

/** One parameter for each item that is used, in a list or record like the value. */
function storeItems(edit: Edit, node: FxNode, value: Value): Arg {
  const used = usedItems(edit, node)
  const read = (item: Value, type: ValueType, path: readonly string[]): Arg => {
    if (path.length > 0 && used && !used.has(path[0]!)) return disposed(item)
    if (type.kind === 'tensor') {
      const target = storeParam(edit, node, paramOf(item, type), path.join('.'))
      return new Ref(edit.getAttrBefore(node.id, target, { name: [node.name, ...path].join('_') }).id)
    }
    if (type.kind === 'tuple')
      return type.items.map((entry, i) => read((item as readonly Value[])[i]!, entry, [...path, String(i)]))
    const fields = Object.entries(type.fields).map(([name, entry]) => {
      return [name, read((item as Readonly<Record<string, Value>>)[name]!, entry, [...path, name])] as const
    })
    return Object.fromEntries(fields)
  }
  return read(value, node.type as ValueType, [])
}

/** The items of `node` that something uses; null when something uses the whole value. */
function usedItems(edit: Edit, node: FxNode): ReadonlySet<string> | null {
  const used = new Set<string>()
  let whole = false
  for (const user of edit.users(node.id)) {
    eachRef(edit.node(user).args, (ref) => {
      if (ref.node !== node.id) return
      if (ref.index === null) whole = true
      else used.add(String(ref.index))
    })
  }
  return whole ? null : used
}

function disposed(value: Value): null {
  if (isTensor(value)) value.dispose()
  return null
}

/** A computed value as a parameter; its tensor is given back. */
function paramOf(value: Value, type: TensorType): ParamValue {
  const shape = type.shape as readonly number[]
  if (!isTensor(value)) return bytesParam((value as QuantizedTensor).data, type.dtype, shape, type.q)
  // A copy: a reshape shares its numbers with what it reads, which may be a variable.
  const data = (value.dataSync() as Float32Array | Int32Array | Uint8Array).slice()
  value.dispose()
  return bytesParam(data, type.dtype, shape)
}
