/**
 * @file Findings of the static check as one error, so that a user sees all of them at once.
 */
import { DiagnosticError, formatDiagnostic } from '@tsfx/ir'
import type { StaticFinding } from './checkCapture.ts'

/** A diagnostic with the code, fix and place of the first finding, whose message prints every finding in full. */
export class CaptureHazardError extends DiagnosticError {
  readonly findings: readonly StaticFinding[]

  constructor(first: StaticFinding, findings: readonly StaticFinding[]) {
    super(diagnosticOf(first))
    const ownMessage = this.message
    this.findings = findings
    this.message = findings.map(formatFinding).join('\n\n')
    // V8 wrote the message of the first finding into the stack when the error was made.
    this.stack = this.stack?.replace(ownMessage, () => this.message) ?? ''
  }
}

/** A finding as every diagnostic is printed. */
export const formatFinding = (finding: StaticFinding): string => formatDiagnostic(diagnosticOf(finding))

/**
 * Throws one error for all findings; does nothing when there are none.
 * @throws TSFX11nn: the code of the first finding.
 */
export function throwFindings(findings: readonly StaticFinding[]): void {
  const [first] = findings
  if (first) throw new CaptureHazardError(first, findings)
}

/** A finding as the error that it would be alone. */
export const findingError = (finding: StaticFinding): DiagnosticError =>
  new DiagnosticError(diagnosticOf(finding))

function diagnosticOf({ code, message, fix, loc, end, frame }: StaticFinding) {
  return { code, kind: 'user', message, fix, place: { loc, end, frame } } as const
}
