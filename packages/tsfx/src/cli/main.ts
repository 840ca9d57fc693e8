/** @file The entry of the `tsfx` binary: runs a command line and reports errors in one form. */
import { isDiagnosticError } from '@tsfx/ir'
import { failureOf } from '@tsfx/passes'
import { dispatch } from './dispatch.ts'

/** Runs the CLI; returns the exit code: 0 done, 1 for an error of the user's input or a finding, 2 for a defect. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await dispatch(argv)
  } catch (error) {
    if (isDiagnosticError(error)) {
      console.error(error.message)
      // A dump that could not be written must not be missed either.
      const hookError = failureOf(error)?.hookError
      if (hookError) console.error(`\n${hookError.message}`)
      return error.kind === 'internal' ? 2 : 1
    }
    console.error(error instanceof Error ? (error.stack ?? error.message) : error)
    return 2
  }
}
