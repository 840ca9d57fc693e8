/** @file What an error that wraps another shows of it: readers see the message, and seldom the cause. */
import { type DiagnosticKind, isDiagnosticError } from '@tsfx/ir'

export interface CauseReport {
  /** What the cause says, behind its code. */
  readonly problem: string
  readonly fix: string
  readonly kind: DiagnosticKind
}

/** The report of what was thrown; `fix` and `kind` are for what is no diagnostic, and has none of its own. */
export function causeReport(cause: unknown, fallback: Omit<CauseReport, 'problem'>): CauseReport {
  if (isDiagnosticError(cause)) {
    const { code, summary, fix, kind } = cause
    return { problem: `${code} ${summary}`, fix, kind }
  }
  return { problem: cause instanceof Error ? cause.message : String(cause), ...fallback }
}
