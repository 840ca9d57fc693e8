/**
 * @file From the reference form to integer ops, by the ops' roles alone: an op between dequantize and quantize becomes
 * its integer op, bias becomes int32, and pairs of dequantize and quantize vanish or become requantize.
 */
import {
  type Arg,
  type Args,
  type Edit,
  equalQParams,
  type FxNode,
  type Graph,
  type GraphRounding,
  isQuantizedDType,
  type NodeId,
  type QParams,
  Ref,
  type TensorType,
} from '@tsfx/ir'
import { bytesParam, opNamed } from '@tsfx/ops'
import {
  eliminateDeadCode,
  HOOK_NAMES,
  hooksOf,
  opaqueOwner,
  type Pass,
  type PassContext,
  type PassDescription,
  runPasses,
  scopeOfMerged,
  typed,
  unownedPath,
} from '@tsfx/passes'
import { checkOptions, checkRounding } from '../checkOptions.ts'
import { activationBase } from '../plan/fusedActivation.ts'
import {
  addsConstant,
  dataInputs,
  type IntegerRole,
  integerRoleOf,
  mapDataInputs,
  passesQParams,
} from '../plan/nodeInputs.ts'
import type { ConvertOptions } from './convertToReference.ts'
import { quantizeConstants } from './quantizeConstants.ts'
import { quantizeBias } from './quantizeParameter.ts'

/** Computes the graph's quantized parts in integers. What stands between stubs stays in float. */
export function lowerToInteger(reference: Graph, options: ConvertOptions = {}): Graph {
  checkOptions('lowerToInteger', options, ['rounding', ...HOOK_NAMES])
  const rounding = options.rounding ?? reference.meta.rounding ?? 'float32'
  checkRounding(rounding)
  const passes = [lowerOps(rounding), removeStubs, quantizeConstants, cancelPairs, eliminateDeadCode]
  return runPasses(reference, passes, hooksOf(options)).graph
}

export const lowerOpsDescription: PassDescription = {
  name: 'lowerOps',
  summary: 'Replaces each op between dequantize and quantize by its integer op.',
  requires: [typed],
  ensures: [],
}

const lowerOps = (rounding: GraphRounding): Pass => ({
  ...lowerOpsDescription,
  run(edit: Edit, context: PassContext): void {
    edit.setMeta({ rounding })
    context.eachNode(edit, (node) => {
      const quantize = soleQuantize(edit, node)
      if (!quantize) return
      const base = activationBase(edit, node)
      if (isLowerable(edit, node)) lowerOp(edit, { node, last: node, quantize }, rounding)
      else if (base && isLowerable(edit, base)) lowerOp(edit, { node: base, last: node, quantize }, rounding)
    })
  },
})

export const removeStubs: Pass = {
  name: 'removeStubs',
  summary: 'Removes quantStub and deQuantStub, whose borders are now quantize and dequantize.',
  requires: [],
  ensures: [],
  run(edit: Edit, context: PassContext): void {
    context.eachNode(edit, (node) => {
      if (!node.isOp('quantStub') && !node.isOp('deQuantStub')) return
      edit.replaceAllUsesWith(node.id, node.args.x as Ref)
      edit.erase(node.id)
    })
  },
}

export const cancelPairs: Pass = {
  name: 'cancelPairs',
  summary: 'Removes quantize after dequantize of equal parameters; of different ones, it becomes requantize.',
  requires: [typed],
  ensures: [],
  run(edit: Edit, context: PassContext): void {
    context.eachNode(edit, (node) => {
      const stored = node.isOp('quantize') ? dequantized(edit, node.args.x) : null
      if (!stored) return
      if (equalStorage(edit.node(stored.node).type as TensorType, node.type as TensorType)) {
        edit.replaceAllUsesWith(node.id, stored)
        edit.erase(node.id)
      } else {
        edit.update(node.id, { target: 'requantize', args: { ...node.args, x: stored } })
      }
    })
  },
}

const equalStorage = (a: TensorType, b: TensorType): boolean => a.dtype === b.dtype && equalQParams(a.q, b.q)

/** The stored value behind a dequantized one, or null. */
function dequantized(edit: Edit, arg: Arg | undefined): Ref | null {
  if (!(arg instanceof Ref) || arg.index !== null) return null
  const node = edit.node(arg.node)
  return node.isOp('dequantize') ? (node.args.x as Ref) : null
}

/** The quantize that alone uses `node`, or null. */
function soleQuantize(edit: Edit, node: FxNode): FxNode | null {
  const users = edit.users(node.id).map((id) => edit.node(id))
  return users.length === 1 && users[0]!.isOp('quantize') ? users[0]! : null
}

/** Whether the node has an integer op, and its inputs are dequantized. */
function isLowerable(edit: Edit, node: FxNode): boolean {
  const role = integerRoleOf(node)
  if (!role) return false
  const data = dataInputs(node, role)
  const weight = role.kind === 'weighted' ? dequantized(edit, node.args[role.weight]) : null
  return (
    data.length > 0 &&
    data.every(({ ref }) => isStored(edit, dequantized(edit, ref))) &&
    (role.kind !== 'weighted' || isStored(edit, weight))
  )
}

function isStored(edit: Edit, ref: Ref | null): boolean {
  const type = ref && edit.node(ref.node).type
  return type?.kind === 'tensor' && isQuantizedDType(type.dtype)
}

interface Lowering {
  readonly node: FxNode
  /** The activation that the integer op applies, or `node` itself. */
  readonly last: FxNode
  readonly quantize: FxNode
}

function lowerOp(edit: Edit, { node, last, quantize }: Lowering, rounding: GraphRounding): void {
  const role = integerRoleOf(node)!
  const { name } = last
  const lowered = edit.insertBefore(quantize.id, {
    kind: 'call_function',
    target: role.integer,
    args: integerArgs(edit, { node, last, quantize }, role, rounding),
    type: passesQParams(role) ? storedType(edit, node, role, quantize) : quantize.type,
    name,
    scope: scopeOfMerged(edit, [node, last]),
    from: node === last ? [node] : [node, last],
  })
  if (equalStorage(lowered.type as TensorType, quantize.type as TensorType)) {
    edit.replaceAllUsesWith(quantize.id, lowered.id)
    edit.erase(quantize.id)
  } else {
    edit.update(quantize.id, { target: 'requantize', args: { ...quantize.args, x: new Ref(lowered.id) } })
  }
  edit.erase(last.id)
  if (node !== last) edit.erase(node.id)
  edit.update(lowered.id, { name })
}

/** The integer op's arguments: those of the float op that it has too, on stored values, and where the result goes. */
function integerArgs(
  edit: Edit,
  { node, last, quantize }: Lowering,
  role: IntegerRole,
  rounding: GraphRounding,
): Args {
  const integer = opNamed(role.integer)!
  const inputs = mapDataInputs(node, role, ({ ref }) => dequantized(edit, ref)!)
  const args: Args = {
    ...(role.kind === 'weighted' ? layerArgs(edit, node, role, inputs, rounding) : inputs),
    ...(addsConstant(node, role) && storableConstant(edit, node, role)),
    output: quantize.args.output!,
    ...(node !== last && { activation: last.target }),
  }
  const known = Object.entries(args).filter(([name]) => name in integer.inputs || name in integer.attrs)
  return integer.normalize(Object.fromEntries(known))
}

/**
 * The constant that `role` names, no further out than the ends of the stored range: the integer op knows the storage
 * type of its input, but not that the point uses less of it.
 */
function storableConstant(edit: Edit, node: FxNode, role: IntegerRole): Args {
  const name = role.kind === 'movesData' ? role.constant! : ''
  const { scale, zeroPoint, qmin, qmax } = storedInput(edit, node, role).q!
  const real = (stored: number) => scale[0]! * (stored - zeroPoint[0]!)
  return { [name]: Math.min(Math.max(node.args[name] as number, real(qmin)), real(qmax)) }
}

/** The stored type of a node's first data input. */
function storedInput(edit: Edit, node: FxNode, role: IntegerRole): TensorType {
  const { ref } = dataInputs(node, role)[0]!
  return edit.node(dequantized(edit, ref)!.node).type as TensorType
}

/** The type of a result that has its input's parameters. */
function storedType(edit: Edit, node: FxNode, role: IntegerRole, quantize: FxNode): TensorType {
  const { dtype, q } = storedInput(edit, node, role)
  return { kind: 'tensor', shape: (quantize.type as TensorType).shape, dtype, ...(q && { q }) }
}

/** A layer's arguments by the names that all integer layers have: x, weight, bias. */
function layerArgs(
  edit: Edit,
  node: FxNode,
  role: Extract<IntegerRole, { kind: 'weighted' }>,
  inputs: Args,
  rounding: GraphRounding,
): Args {
  const { input, weight, bias } = role
  const stored = dequantized(edit, node.args[weight])!
  const biasArg = bias === null ? null : (node.args[bias] ?? null)
  const scaleOf = (ref: Ref): QParams => (edit.node(ref.node).type as TensorType).q!
  return {
    ...inputs,
    x: inputs[input]!,
    weight: stored,
    bias:
      biasArg instanceof Ref
        ? storeBias(edit, node, biasArg, scaleOf(inputs[input] as Ref), scaleOf(stored), rounding)
        : null,
  }
}

/**
 * The bias in steps of the accumulator; it takes the parameter's path when nothing else reads it. Uses of one layer at
 * inputs of one scale share it.
 */
function storeBias(
  edit: Edit,
  node: FxNode,
  bias: Ref,
  x: QParams,
  weight: QParams,
  rounding: GraphRounding,
): Ref {
  const reader = edit.node(bias.node)
  const handle = edit.param(reader.target)!
  const steps = quantizeBias(
    edit.base.store.read(handle) as Float32Array,
    x.scale[0]!,
    weight.scale,
    rounding,
  )
  const value = bytesParam(steps, 'int32', handle.shape)
  const same = storedAlike(edit, `${reader.target}_int32`, value.handle.digest)
  if (same !== null) return new Ref(same)
  const alone =
    edit.users(reader.id).length === 1 &&
    edit.readersOf(reader.target).length === 1 &&
    opaqueOwner(edit.base, reader.target) === null
  const path = alone ? reader.target : unownedPath(edit, `${reader.target}_int32`)
  edit.setParam(path, value)
  if (alone) edit.update(reader.id, { type: { kind: 'tensor', shape: handle.shape, dtype: 'int32' } })
  return new Ref(
    alone ? reader.id : edit.getAttrBefore(node.id, path, { scope: reader.scope, loc: reader.loc }).id,
  )
}

/** The node that reads an earlier bias of these integers, stored at `path` or at a numbered `path`. */
function storedAlike(edit: Edit, path: string, digest: string): NodeId | null {
  for (const [known, handle] of edit.params) {
    const reader = known.startsWith(path) && handle.digest === digest ? edit.readersOf(known)[0] : undefined
    if (reader !== undefined) return reader
  }
  return null
}
