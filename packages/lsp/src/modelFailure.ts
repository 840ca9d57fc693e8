/** @file A run that came to nothing, as an error with a code. */
import { type DiagnosticError, type DiagnosticReport, diagnosticReport } from '@tsfx/ir'
import { modelCrashed, modelOutOfMemory, modelTimedOut, runCancelled } from './diagnostics.generated.ts'
import type { ModelFailure } from './modelJob.ts'

/** What a user is told of a run that is not done: what tsfx refused, or how the process ended. */
export const modelFailure = (failure: ModelFailure, exportName: string): readonly DiagnosticReport[] =>
  failure.kind === 'refused' ? failure.diagnostics : [diagnosticReport(endOf(failure, exportName))]

/**
 * The same as an error.
 * @throws TSFX8004 for a process that ended, TSFX8005 for one that took too long, TSFX8006 for one that took too much memory, TSFX8007 for
 * one that was cancelled
 */
export function throwFailure(failure: EndedModel, exportName: string): never {
  throw endOf(failure, exportName)
}

function endOf(failure: EndedModel, exportName: string): DiagnosticError {
  switch (failure.kind) {
    case 'crashed':
      return crash(failure, exportName)
    case 'timedOut':
      return modelTimedOut({ exportName, seconds: failure.seconds })
    case 'outOfMemory':
      return modelOutOfMemory({ exportName, megabytes: failure.megabytes })
    case 'cancelled':
      return runCancelled({ exportName })
  }
}

/** How the process of a model may end without an answer. */
type EndedModel = Exclude<ModelFailure, { kind: 'refused' }>

/** Lines of what it printed last. */
const LAST_LINES = 5

function crash({ exitCode, signal, stderr }: Extract<EndedModel, { kind: 'crashed' }>, exportName: string) {
  const how = signal ? `by ${signal}` : exitCode === null ? 'before it began' : `with exit code ${exitCode}`
  return modelCrashed({
    exportName,
    how,
    stderr: stderr.trim().split('\n').slice(-LAST_LINES).join('\n') || 'nothing',
  })
}
