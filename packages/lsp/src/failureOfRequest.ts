import { type DiagnosticError, isDiagnosticError } from '@tsfx/ir'
import { serverFailed } from './diagnostics.generated.ts'

/** An error that came up while a request was answered, as a diagnostic: TSFX8000 for one that nothing expected. */
export function failureOfRequest(request: string, error: unknown): DiagnosticError {
  if (isDiagnosticError(error)) return error
  const failure = serverFailed({ request, cause: error instanceof Error ? error.message : String(error) })
  failure.cause = error
  return failure
}
