/**
 * @file The one error that tsfx throws: a code, a message, a fix, and the place it is about.
 *
 * Other packages recognise it by shape (`isDiagnosticError`), never by `instanceof`: the runtime, which
 * has no dependency, throws its own class of the same shape.
 */
import type { SourceLocation } from '../sourceLocation.ts'
import { formatReport } from './formatReport.ts'

/** Whose fault it is: the user's input, a feature tsfx does not have yet, or a defect of tsfx. */
export type DiagnosticKind = 'user' | 'unsupported' | 'internal'

/** What a diagnostic points at: a node of the graph, a place in the user's source, and that source's lines. */
export interface DiagnosticPlace {
  readonly node?: string
  readonly loc?: SourceLocation | null
  /** Behind the last character of what `loc` begins, where that is known. */
  readonly end?: Pick<SourceLocation, 'line' | 'column'>
  /** Lines around `loc` with a marker, made by `codeFrame`. */
  readonly frame?: string
}

export interface Diagnostic {
  readonly code: string
  readonly kind: DiagnosticKind
  readonly message: string
  /** What the user can do about it. */
  readonly fix: string
  readonly place?: DiagnosticPlace
}

export class DiagnosticError extends Error {
  override readonly name = 'DiagnosticError'
  readonly code: string
  readonly kind: DiagnosticKind
  /** The message without code, place and fix. */
  readonly summary: string
  readonly fix: string
  readonly place: DiagnosticPlace

  constructor(diagnostic: Diagnostic, options?: ErrorOptions) {
    super(formatDiagnostic(diagnostic), options)
    this.code = diagnostic.code
    this.kind = diagnostic.kind
    this.summary = diagnostic.message
    this.fix = diagnostic.fix
    this.place = diagnostic.place ?? {}
  }
}

/** Says whether `error` is a diagnostic of any tsfx package. */
export function isDiagnosticError(error: unknown): error is DiagnosticError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^TSFX\d{4}$/.test(error.code) &&
    'fix' in error
  )
}

/** Where more is said of a code: its page, as it lies in the package `tsfx`, and the command that prints it. */
export const diagnosticHelp = (code: string) => ({
  page: `docs/diagnostics/${code}.md`,
  command: `tsfx help ${code}`,
})

/** The message of an error: code, message, place, code frame, fix, page. */
export function formatDiagnostic({ code, kind, message, fix, place }: Diagnostic): string {
  return formatReport({
    code,
    severity: 'error',
    kind,
    message,
    place: place?.loc ?? null,
    node: place?.node ?? null,
    frame: place?.frame || null,
    fix,
    help: diagnosticHelp(code),
  })
}
