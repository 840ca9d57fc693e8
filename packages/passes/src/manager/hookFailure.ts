/** @file What a hook throws, with the hook and the pass it was told of. */
import { type DiagnosticError, isDiagnosticError } from '@tsfx/ir'
import { failedHook } from '../diagnostics.generated.ts'
import { causeReport } from './causeReport.ts'
import type { PassHooks } from './pipeline.ts'

/** The error of a hook that threw `cause`, TSFX2013. */
export function hookFailure(hook: keyof PassHooks, pass: string, cause: unknown): DiagnosticError {
  const { problem, fix, kind } = causeReport(cause, {
    fix: 'mend the hook; what it threw is the cause',
    kind: 'user',
  })
  const place = isDiagnosticError(cause) ? cause.place : {}
  return Object.assign(failedHook({ hook, pass, problem, fix }, place), { cause, kind })
}
