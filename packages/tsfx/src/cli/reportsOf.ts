/** @file What is told of an error: one report for each diagnostic in it, each with the user's lines where a place is known. */
import { type DiagnosticReport, diagnosticReport, isDiagnosticError, type ReportedPlace } from '@tsfx/ir'
import { failureOf } from '@tsfx/passes'
import { createSourceLookup, findingError, type StaticFinding } from '@tsfx/source'
import { innermostUserPlace } from '../node/userPlace.ts'

/** Reports of any error; the first one is the error itself. */
export function reportsOf(error: unknown): readonly DiagnosticReport[] {
  if (!isDiagnosticError(error)) return [defect(error)]
  const findings = (error as { readonly findings?: readonly StaticFinding[] }).findings
  const errors = findings?.map(findingError) ?? [error]
  // A dump that could not be written must not be missed either.
  const { hookError } = failureOf(error) ?? {}
  return [...errors, ...(hookError ? [hookError] : [])].map(diagnosticReport).map(withFrame)
}

/** An error that no part of tsfx expected; its stack is for who reports it. */
function defect(error: unknown): DiagnosticReport {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return withFrame({
    code: null,
    severity: 'error',
    kind: 'internal',
    message: text,
    place: innermostUserPlace(error),
    node: null,
    frame: null,
    fix: null,
    help: null,
  })
}

const lookup = createSourceLookup()

/** The report with the lines around its place, where they can be read. */
export function withFrame(report: DiagnosticReport): DiagnosticReport {
  if (report.frame !== null || report.place === null) return report
  return { ...report, frame: frameOf(report.place) }
}

function frameOf(place: ReportedPlace): string | null {
  try {
    return lookup.codeFrame(place)
  } catch {
    // A file that does not parse any more has no lines to show.
    return null
  }
}
