/**
 * @file The one error that tsfx throws: a code, a message, a fix, and the place it is about.
 *
 * Other packages recognise it by shape (`isDiagnosticError`), never by `instanceof`: the runtime, which
 * has no dependency, throws its own class of the same shape.
 */
import type { SourceLocation } from '../sourceLocation.ts'

/** Whose fault it is: the user's input, a feature tsfx does not have yet, or a defect of tsfx. */
export type DiagnosticKind = 'user' | 'unsupported' | 'internal'

/** What a diagnostic points at: a node of the graph, a place in the user's source, and that source's lines. */
export interface DiagnosticPlace {
  readonly node?: string
  readonly loc?: SourceLocation | null
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

/** One text form for every diagnostic: code, message, place, code frame, fix, page. */
export function formatDiagnostic({ code, message, fix, place }: Diagnostic): string {
  const lines = [`${code} ${message}`]
  if (place?.node) lines.push(`  node: ${place.node}`)
  if (place?.loc) lines.push(`  at: ${place.loc.file}:${place.loc.line}:${place.loc.column}`)
  if (place?.frame) lines.push(place.frame)
  lines.push(`  fix: ${fix}`, `  see: docs/diagnostics/${code}.md`)
  return lines.join('\n')
}
