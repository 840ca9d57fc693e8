import { type DiagnosticError, isDiagnosticError } from '@tsfx/ir'

/** The diagnostic that `run` throws. */
export function errorOf(run: () => unknown): DiagnosticError {
  try {
    run()
  } catch (error) {
    if (isDiagnosticError(error)) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
