/** @file The tfjs of a trace: its functions record, whether or not capture was installed for the user's imports. */
import { bindTfjs, boundTfjs, type Tfjs } from '@tsfx/ops'
import { captureSlot } from './captureSlot.ts'
import { captureTable } from './captureTable.ts'
import { nestedTrace, nothingToCapture, twoTfjsCopies } from './diagnostics.generated.ts'

/**
 * Runs `run` with the capture table bound, and binds what was bound before again.
 * @throws TSFX1009 when no tfjs is bound, TSFX1010 when it is not the captured copy, TSFX1020 inside another trace.
 */
export function withActiveTfjs<T>(run: (tf: Tfjs) => T): T {
  const { table, recording } = captureSlot()
  if (recording) throw nestedTrace()
  const bound = tfjsToTrace()
  if (table && table.Tensor !== bound.Tensor)
    throw twoTfjsCopies({ bound: bound.version_core, other: table.version_core })
  const active = table ?? captureTable(bound)
  bindTfjs(active)
  try {
    return run(active)
  } finally {
    bindTfjs(bound)
  }
}

function tfjsToTrace(): Tfjs {
  try {
    return boundTfjs()
  } catch {
    throw nothingToCapture()
  }
}
