/** @file The backends by name. */
import { unknownBackend } from '../diagnostics.generated.ts'
import type { Backend } from './backend.ts'
import { wasmBackend } from './wasmBackend.ts'

/** Every backend there is; a new one is one line here. */
export const BACKENDS: readonly Backend[] = [wasmBackend]

/**
 * The backend called `name`.
 * @throws TSFX3008 naming the ones that exist.
 */
export function getBackend(name: string): Backend {
  const backend = BACKENDS.find((candidate) => candidate.name === name)
  if (!backend) throw unknownBackend({ name, known: BACKENDS.map((known) => known.name).join(', ') })
  return backend
}
