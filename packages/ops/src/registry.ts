/**
 * @file The op registry. Built-in ops and users' own ops stand in the same table and are found the same way.
 */
import type { OpCatalog } from '@tsfx/ir'
import { builtinOps } from './builtinOps.ts'
import type { CaptureForm } from './captureForm.ts'
import type { Op } from './defineOp.ts'
import { duplicateOp } from './diagnostics.generated.ts'

const ops = new Map<string, Op>(builtinOps.map((op) => [op.name, op]))

/**
 * Adds a user's op; registering the same record again does nothing.
 * @throws TSFX0503 when another op has the name.
 */
export function registerOp(op: Op): Op {
  const known = ops.get(op.name)
  if (known && known !== op) throw duplicateOp({ name: op.name })
  ops.set(op.name, op)
  return op
}

/** The op called `name`, or null. */
export const opNamed: (name: string) => Op | null = (name) => ops.get(name) ?? null

/** The registry as `verify` wants it. */
export const opCatalog: OpCatalog = opNamed

/** All ops, built-in first, in order of registration. */
export const allOps = (): readonly Op[] => [...ops.values()]

/** The ops that may capture a call of `from`, with the form that does; more specific forms stand first. */
export function capturesOf(from: string): readonly { readonly op: Op; readonly form: CaptureForm }[] {
  return allOps().flatMap((op) =>
    op.capture.filter((form) => form.from === from).map((form) => ({ op, form })),
  )
}
