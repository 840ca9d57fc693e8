import { boundTfjs } from '@tsfx/ops'

const SLOT = Symbol.for('tsfx.tfjs')

/** The binding of this process is taken away for the call. */
export const trigger = (): unknown => {
  const shared = globalThis as { [SLOT]?: unknown }
  const bound = shared[SLOT]
  delete shared[SLOT]
  try {
    return boundTfjs()
  } finally {
    if (bound !== undefined) shared[SLOT] = bound
  }
}
