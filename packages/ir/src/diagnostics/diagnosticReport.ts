/**
 * @file A diagnostic as data: the one form in which terminals, `--json` and editors are told of an error, a finding or a
 * note. Errors of every tsfx package become one, those of the runtime as well, which has a class of its own.
 */
import { type DiagnosticError, type DiagnosticKind, diagnosticHelp } from './diagnosticError.ts'

/** An error stops the work; a note is something that a user should know of work that is done. */
export type DiagnosticSeverity = 'error' | 'note'

/** Where in a file: lines and columns count from 1, and the end is behind the last character. */
export interface ReportedPlace {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine?: number
  readonly endColumn?: number
}

export interface DiagnosticReport {
  /** `TSFX1101`; null for a note, and for an error that tsfx does not know. */
  readonly code: string | null
  readonly severity: DiagnosticSeverity
  readonly kind: DiagnosticKind
  readonly message: string
  readonly place: ReportedPlace | null
  /** The node of the graph that it is about. */
  readonly node: string | null
  /** The lines around `place`, with a marker under it. */
  readonly frame: string | null
  /** What the user can do about it. */
  readonly fix: string | null
  /** Where more is said: the page, as it lies in the package `tsfx`, and the command that prints it. */
  readonly help: { readonly page: string; readonly command: string } | null
}

/** An error of any tsfx package as data. */
export function diagnosticReport(error: DiagnosticError): DiagnosticReport {
  const { code, kind, summary, fix } = error
  const { loc, end, frame, node } = error.place
  return {
    code,
    severity: 'error',
    kind,
    message: summary,
    place: loc
      ? {
          file: loc.file,
          line: loc.line,
          column: loc.column,
          ...(end && { endLine: end.line, endColumn: end.column }),
        }
      : null,
    node: node ?? null,
    frame: frame ?? null,
    fix,
    help: diagnosticHelp(code),
  }
}

/** A note without a page of its own. */
export const noteReport = (message: string, place: ReportedPlace | null = null): DiagnosticReport => ({
  code: null,
  severity: 'note',
  kind: 'user',
  message,
  place,
  node: null,
  frame: null,
  fix: null,
  help: null,
})
