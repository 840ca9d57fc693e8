/** @file A call of an op as a pass makes it: arguments checked by the op's schema and brought into their one form, type inferred. */
import { type Args, type Edit, eachRef, itemType, type SourceLocation, type ValueType } from '@tsfx/ir'
import { type Op, opNamed } from '@tsfx/ops'
import { missingArgument, noSuchOp } from '../diagnostics.generated.ts'

/** Who makes the call, for errors: the name of a node, and its place. */
export interface Caller {
  readonly name: string
  readonly loc: SourceLocation | null
}

export interface OpCall {
  readonly target: string
  readonly args: Args
  /** Null while the type of an input is not known. */
  readonly type: ValueType | null
}

/** The op called `name`. @throws TSFX2031 */
export function knownOp(name: string, caller: Caller | null = null): Op {
  const op = opNamed(name)
  if (!op) throw noSuchOp({ op: name }, caller ? { node: caller.name, loc: caller.loc } : {})
  return op
}

/**
 * A call of the op `name`, from arguments in any form the op understands.
 * @throws TSFX2031 for an unknown op, TSFX2032 for an argument left out, TSFX0511 for one that does not fit.
 */
export function opCall(
  edit: Edit,
  name: string,
  raw: Readonly<Record<string, unknown>>,
  caller: Caller,
): OpCall {
  const op = knownOp(name, caller)
  const required = [
    ...Object.keys(op.inputs).filter((input) => op.inputs[input] !== 'optional'),
    ...Object.keys(op.attrs).filter((attr) => op.attrs[attr]?.default === undefined),
  ]
  const missing = required.find((argument) => (raw[argument] ?? null) === null)
  if (missing !== undefined) {
    const slots = { op: name, argument: missing, source: caller.name }
    throw missingArgument(slots, { node: caller.name, loc: caller.loc })
  }
  const args = op.normalize(raw)
  return { target: name, args, type: typeOfCall(edit, op, args) }
}

/** The type that an op gives to these arguments; null while the type of one is not known. @throws TSFX0511 */
export function typeOfCall(edit: Edit, op: Op, args: Args): ValueType | null {
  let known = true
  eachRef(args, (ref) => {
    known &&= edit.node(ref.node).type !== null
  })
  return known ? op.infer(args, (ref) => itemType(edit.node(ref.node).type as ValueType, ref.index)) : null
}
