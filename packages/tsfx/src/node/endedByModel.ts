/**
 * @file Notices that a user's model ends the process that runs it: by `process.exit`, which no `catch` or `finally` sees, or by
 * waiting for what never comes. Node tells of the first as it happens, with the user's code on the stack.
 */
import type { DiagnosticError } from '@tsfx/ir'
import { modelEndedProcess } from '../diagnostics.generated.ts'
import { framed, innermostUserPlace } from './userPlace.ts'

/** TSFX7025 at the place on the stack: `code` is that of `process.exit`, null for a model that waits without end. */
export function endedByModel(model: string, code: number | null): DiagnosticError {
  const how =
    code === null ? 'it waits for something that never comes' : `it called process.exit with code ${code}`
  return modelEndedProcess({ model, how }, framed(innermostUserPlace(new Error())))
}

/** How to stop listening, for each model that runs. */
const running = new Set<() => void>()

/** Stops listening for models that still run: the command has ended, by an error that nobody waited for. */
export function forgetModels(): void {
  for (const forget of running) forget()
}

/** Does `work`, which runs `model` in this process. When the process ends before it, `tell` says so and the exit code is 1. */
export async function whileModelRuns<T>(
  model: string,
  work: () => Promise<T>,
  tell: (error: DiagnosticError) => void,
): Promise<T> {
  const ended = (code: number | null): void => {
    forget()
    tell(endedByModel(model, code))
    process.exitCode = 1
  }
  // Comes only where nothing is left to be done, and never for `process.exit`.
  const waiting = (): void => ended(null)
  const forget = (): void => {
    running.delete(forget)
    process.off('exit', ended)
    process.off('beforeExit', waiting)
  }
  running.add(forget)
  process.once('exit', ended)
  process.once('beforeExit', waiting)
  try {
    return await work()
  } finally {
    forget()
  }
}
