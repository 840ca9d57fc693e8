/**
 * @file Whether a running trace is of a model that trains. Modules of `@tsfx/nn` ask here first, so that one that a traced function
 * only holds in a closure, and no walk over fields finds, is traced in the same mode as the rest.
 */
const SLOT = Symbol.for('tsfx.traceMode')
const shared = globalThis as { [SLOT]?: boolean | null }

/** The `training` of a running trace; null outside of one. */
export const traceMode = (): boolean | null => shared[SLOT] ?? null

/** Sets the mode of a trace; null ends it. Returns the one before. */
export function setTraceMode(training: boolean | null): boolean | null {
  const before = traceMode()
  shared[SLOT] = training
  return before
}
