/** @file The one way in which passes, rules and transformers insert a call: normalised, checked, typed. */
import { type Edit, type NewNode, type NodeId, Ref } from '@tsfx/ir'
import { bytesParam } from '@tsfx/ops'
import { type NewArgs, opCall } from './opCall.ts'

/** What a new call may be given besides its op and its arguments. */
export type CallFields = Partial<Omit<NewNode, 'kind' | 'target' | 'args'>>

/**
 * Inserts a call of the op `op` before `anchor` and returns its value: defaults are filled in, a number in the place of a
 * tensor becomes a constant, the type is inferred. `insertCall(edit, node.id, 'mul', { a: node.args.x, b: 0.5 })`
 * @throws TSFX2031 for an unknown op, TSFX2032 for an argument left out, TSFX2040 or TSFX0511 for one that does not fit; all at the
 * place of `anchor`.
 */
export function insertCall(
  edit: Edit,
  anchor: NodeId,
  op: string,
  args: NewArgs,
  fields: CallFields = {},
): Ref {
  const lift = (value: number): Ref => insertConstant(edit, anchor, value)
  const call = opCall(edit, op, args, edit.node(anchor), lift)
  return new Ref(edit.insertBefore(anchor, { kind: 'call_function', ...call, ...fields }).id)
}

/** Inserts a read of a scalar parameter before `anchor`; equal ones are one parameter, of whichever call. */
export function insertConstant(
  edit: Edit,
  anchor: NodeId,
  value: number,
  dtype: 'float32' | 'int32' = 'float32',
): Ref {
  const data = dtype === 'int32' ? Int32Array.of(value) : Float32Array.of(value)
  const param = bytesParam(data, dtype, [])
  let path = '_constant'
  for (let i = 1; edit.param(path) && edit.param(path)?.digest !== param.handle.digest; i++)
    path = `_constant_${i}`
  if (!edit.param(path)) edit.setParam(path, param)
  return new Ref(edit.getAttrBefore(anchor, path).id)
}
