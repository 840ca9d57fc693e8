/**
 * @file The op registry. Built-in ops and users' own ops stand in the same table and are found the same way.
 */
import type { OpCatalog } from '@tsfx/ir'
import { builtinOps } from './builtinOps.ts'
import type { CaptureForm } from './captureForm.ts'
import type { Op } from './defineOp.ts'
import { duplicateOp } from './diagnostics.generated.ts'

/** A form in which a call is captured, with the op it becomes. */
export interface Capture {
  readonly op: Op
  readonly form: CaptureForm
}

const ops = new Map<string, Op>()
/** Every call of the user's is looked up here, so captures are kept by what they are captured from. */
const captures = new Map<string, Capture[]>()
for (const op of builtinOps) add(op)

function add(op: Op): void {
  ops.set(op.name, op)
  for (const form of op.capture) {
    const known = captures.get(form.from)
    if (known) known.push({ op, form })
    else captures.set(form.from, [{ op, form }])
  }
}

/**
 * Adds a user's op; registering the same record again does nothing. `replaced`, which captures nothing, gives its place.
 * @throws TSFX0503 when another op has the name.
 */
export function registerOp(op: Op, replaced: Op | null = null): Op {
  const known = ops.get(op.name)
  if (known && known !== op && known !== replaced) throw duplicateOp({ name: op.name })
  if (known !== op) add(op)
  return op
}

/** The op called `name`, or null. */
export const opNamed: (name: string) => Op | null = (name) => ops.get(name) ?? null

/** The registry as `verify` wants it. */
export const opCatalog: OpCatalog = opNamed

/** All ops, built-in first, in order of registration. */
export const allOps = (): readonly Op[] => [...ops.values()]

/** The ops that may capture a call of `from`, with the form that does; more specific forms stand first. */
export const capturesOf = (from: string): readonly Capture[] => captures.get(from) ?? []
