import { DiagnosticError, type DiagnosticPlace } from '@tsfx/ir'

/** The same error with a place in the user's source, unless it has one. */
export function withPlace(error: DiagnosticError, place: DiagnosticPlace): DiagnosticError {
  if (error.place.loc || !place.loc) return error
  const { code, kind, summary, fix } = error
  return new DiagnosticError(
    { code, kind, message: summary, fix, place: { ...error.place, ...place } },
    { cause: error },
  )
}
