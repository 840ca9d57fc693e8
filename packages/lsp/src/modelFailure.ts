/** @file A run that came to nothing, as an error with a code. */
import { type DiagnosticReport, diagnosticReport } from '@tsfx/ir'
import { modelCrashed, modelOutOfMemory, modelTimedOut, runCancelled } from './diagnostics.generated.ts'
import type { ModelDone, ModelResult } from './modelJob.ts'

/** What a user is told of a run that is not done: what tsfx refused, or how the process ended. */
export function modelFailure(
  result: Exclude<ModelResult, ModelDone>,
  exportName: string,
): readonly DiagnosticReport[] {
  switch (result.kind) {
    case 'refused':
      return result.diagnostics
    case 'crashed':
      return [diagnosticReport(crash(result, exportName))]
    case 'timedOut':
      return [diagnosticReport(modelTimedOut({ exportName, seconds: result.seconds }))]
    case 'outOfMemory':
      return [diagnosticReport(modelOutOfMemory({ exportName, megabytes: result.megabytes }))]
    case 'cancelled':
      return [diagnosticReport(runCancelled({ exportName }))]
  }
}

function crash({ exitCode, signal, stderr }: Extract<ModelResult, { kind: 'crashed' }>, exportName: string) {
  const how = signal ? `by ${signal}` : exitCode === null ? 'before it began' : `with exit code ${exitCode}`
  return modelCrashed({ exportName, how, stderr: stderr.trim() || 'nothing' })
}
