/** @file Puts capture into the user's tfjs: the table for imports that can be redirected, in place for those that cannot. */
import { bindTfjs, type Tfjs } from '@tsfx/ops'
import { captureSlot } from './captureSlot.ts'
import { captureTable } from './captureTable.ts'
import { twoTfjsCopies } from './diagnostics.generated.ts'

/**
 * Wraps the ops of `core` (the CommonJS exports of `@tensorflow/tfjs-core`, or any namespace of it), binds the wrapped
 * table as the process's tfjs, and returns it. Exports that can be written are replaced in place, which reaches
 * the union package and tfjs-layers. A second call adds what is new and returns the same table.
 * @throws TSFX1010 when capture is installed in another copy of tfjs-core.
 */
export function installCapture(core: Tfjs): Tfjs {
  const slot = captureSlot()
  if (slot.table && slot.table.Tensor !== core.Tensor) {
    throw twoTfjsCopies({ bound: slot.table.version_core, other: core.version_core })
  }
  slot.table ??= captureTable(core)
  patchInPlace(
    core as unknown as Record<string, unknown>,
    slot.table as unknown as Readonly<Record<string, unknown>>,
  )
  bindTfjs(slot.table)
  return slot.table
}

/** Undoes what `installCapture` changed in place and forgets the table; for tests. */
export function removeCapture(): void {
  const slot = captureSlot()
  for (const undo of slot.undo.splice(0).reverse()) undo()
  slot.table = null
}

/** A module namespace refuses the write, which `Reflect.set` reports instead of throwing. */
function patchInPlace(core: Record<string, unknown>, table: Readonly<Record<string, unknown>>): void {
  for (const key of Object.keys(core)) {
    const original = core[key]
    if (!(key in table) || original === table[key] || !Reflect.set(core, key, table[key])) continue
    captureSlot().undo.push(() => {
      core[key] = original
    })
  }
}
