/** @file A call of an op as a pass makes it: arguments checked by the op's schema and brought into their one form, type inferred. */
import {
  type Arg,
  type Args,
  DiagnosticError,
  type DiagnosticPlace,
  type Edit,
  eachRef,
  FxNode,
  isArgList,
  isDiagnosticError,
  itemType,
  type NodeId,
  Ref,
  type SourceLocation,
  type ValueType,
} from '@tsfx/ir'
import { allOps, didYouMean, type Op, opNamed } from '@tsfx/ops'
import { badCall, missingArgument, noSuchOp } from '../diagnostics.generated.ts'
import type { BoundParam } from '../match/pattern.ts'

/** A number that is not the id of a node, which would be taken for a constant. */
type PlainNumber = number & { readonly [Brand in Exclude<keyof NodeId, keyof number>]?: never }

/**
 * What an argument of a new call may be: a node, a ref, a parameter as a pattern binds it, or a list of these; a number, which
 * becomes a constant where the op takes a tensor; the value of an attribute.
 */
export type NewArg = Exclude<Arg, number> | PlainNumber | BoundParam | FxNode | readonly NewArg[]

/** Arguments by the names of the op's schema; what is undefined is left out. */
export type NewArgs = Readonly<Record<string, NewArg | undefined>>

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

/** `; did you mean 'relu'?`, or nothing when no registered op is near. */
export const didYouMeanOp = (name: string): string =>
  didYouMean(
    name,
    allOps().map((op) => op.name),
  )

/** The op called `name`. @throws TSFX2031 */
export function knownOp(name: string, caller: Caller | null = null): Op {
  const op = opNamed(name)
  if (op) return op
  throw noSuchOp({ op: name, near: didYouMeanOp(name) }, caller ? placeOf(caller) : {})
}

/**
 * A call of the op `name`, from arguments in any form the op understands; `lift` makes a constant of a number in the place of
 * a tensor, once it is clear that the rest fits.
 * @throws TSFX2031 for an unknown op, TSFX2032 for an argument left out, TSFX2040 for an input that is no value, TSFX0511 for an
 * argument that does not fit; all at the caller's place.
 */
export function opCall(
  edit: Edit,
  name: string,
  raw: Readonly<Record<string, unknown>>,
  caller: Caller,
  lift: (value: number) => Ref,
): OpCall {
  const op = knownOp(name, caller)
  const missing = requiredArguments(op).find((argument) => (raw[argument] ?? null) === null)
  if (missing !== undefined)
    throw missingArgument({ op: name, argument: missing, source: caller.name }, placeOf(caller))
  return placing(placeOf(caller), () => {
    const given: Record<string, unknown> = Object.create(null)
    for (const argument of Object.keys(raw)) given[argument] = argOf(raw[argument])
    const args = op.normalize(given)
    const problem = op.checkArgs(withNumbersLifted(op, args, () => ANY_VALUE))
    if (problem) throw badCall({ op: name, node: caller.name, problem }, placeOf(caller))
    const lifted = withNumbersLifted(op, args, lift)
    return { target: name, args: lifted, type: typeOfCall(edit, op, lifted) }
  })
}

/** The type that an op gives to these arguments; null while the type of one is not known, and for opaque ops. @throws TSFX0511 */
export function typeOfCall(edit: Edit, op: Op, args: Args): ValueType | null {
  let known = true
  eachRef(args, (ref) => {
    known &&= edit.node(ref.node).type !== null
  })
  return known ? op.infer(args, (ref) => itemType(edit.node(ref.node).type as ValueType, ref.index)) : null
}

const placeOf = ({ name, loc }: Caller): DiagnosticPlace => ({ node: name, loc })

/** By op, which never changes: a pass may make a hundred thousand calls of one. */
const required = new WeakMap<Op, readonly string[]>()

function requiredArguments(op: Op): readonly string[] {
  const known = required.get(op)
  if (known) return known
  const { inputs, attrs } = op
  const names = [
    ...Object.keys(inputs).filter((input) => inputs[input] !== 'optional'),
    ...Object.keys(attrs).filter((attr) => attrs[attr]?.default === undefined),
  ]
  required.set(op, names)
  return names
}

/** What stands for a constant that is not made yet. */
const ANY_VALUE = new Ref(0 as NodeId)

/** Numbers in the place of tensors as constants; the arguments themselves when there are none. */
function withNumbersLifted({ inputs }: Op, args: Args, lift: (value: number) => Ref): Args {
  const lifted = (arg: Arg): Arg =>
    typeof arg === 'number' ? lift(arg) : isArgList(arg) ? arg.map(lifted) : arg
  let changed: Record<string, Arg> | null = null
  for (const name of Object.keys(inputs)) {
    const arg = args[name] ?? null
    if (inputs[name] === 'tree' || !(typeof arg === 'number' || isArgList(arg))) continue
    changed ??= { ...args }
    changed[name] = lifted(arg)
  }
  return changed ?? args
}

/** A node and a bound parameter as refs of their values. */
function argOf(arg: unknown): unknown {
  if (Array.isArray(arg)) return arg.map(argOf)
  if (arg instanceof FxNode) return new Ref(arg.id)
  return isBoundParam(arg) ? arg.ref : arg
}

const isBoundParam = (arg: unknown): arg is BoundParam =>
  typeof arg === 'object' && arg !== null && 'ref' in arg && arg.ref instanceof Ref

/** Runs `step`; a diagnostic that says nothing of a place gets this one. */
function placing<T>(place: DiagnosticPlace, step: () => T): T {
  try {
    return step()
  } catch (cause) {
    if (!isDiagnosticError(cause) || cause.place.node !== undefined || cause.place.loc) throw cause
    const { code, kind, summary, fix } = cause
    throw new DiagnosticError({ code, kind, message: summary, fix, place }, { cause })
  }
}
