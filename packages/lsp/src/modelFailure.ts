/** @file A run that came to nothing, as an error with a code. */
import { fileURLToPath } from 'node:url'
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
/** Where tsfx lies: in a checkout its packages, else a folder of `node_modules`. */
const OWN = new URL('../../', import.meta.url)

/** What it printed last; of an error its message, and where it was thrown, instead of the way there through tsfx. */
function lastWords(stderr: string): string {
  const lines = stderr.trimEnd().split('\n')
  const first = lines.findIndex((line, i) => FRAME.test(line) && !FRAME.test(lines[i - 1] ?? ''))
  if (first < 0) return lines.slice(-LAST_LINES).join('\n').trim() || 'nothing'
  const gap = lines.findLastIndex((line, i) => i < first && line.trim() === '')
  const message = lines.slice(Math.max(gap + 1, first - LAST_LINES), first)
  const frames = lines.slice(first).filter((line) => FRAME.test(line))
  return [...message, ...(frames.find(isUsers) ?? '').split('\n').filter(Boolean)].join('\n')
}

const FRAME = /^\s+at \S/

const isUsers = (frame: string): boolean =>
  /[/\\]/.test(frame) &&
  !/node:|[/\\]node_modules[/\\]|<anonymous>\)$/.test(frame) &&
  !frame.includes(OWN.pathname) &&
  !frame.includes(fileURLToPath(OWN))

function crash({ exitCode, signal, stderr }: Extract<EndedModel, { kind: 'crashed' }>, exportName: string) {
  const how = signal ? `by ${signal}` : exitCode === null ? 'before it began' : `with exit code ${exitCode}`
  return modelCrashed({
    exportName,
    how,
    stderr: lastWords(stderr),
  })
}
