/** @file The entry of the `tsfx` binary: runs a command line and reports errors in one form. */
import { isDiagnosticError } from '@tsfx/ir'
import { forgetModels } from '../node/endedByModel.ts'
import { laterErrors } from '../node/laterErrors.ts'
import { openOutput } from './commandOutput.ts'
import { dispatch } from './dispatch.ts'
import { reportsOf } from './reportsOf.ts'

/** Runs the CLI; returns the exit code: 0 done, 1 for an error of the user's input or a finding, 2 for a defect. */
export async function main(argv: readonly string[]): Promise<number> {
  // An option that cannot be understood is to be told in the form that was asked for, too.
  const output = openOutput(argv.includes('--json'))
  const command = argv.find((word) => !word.startsWith('-')) ?? null
  const later = laterErrors()
  let exitCode = 0
  try {
    exitCode = await Promise.race([dispatch(argv, output), later.thrown])
  } catch (error) {
    for (const report of reportsOf(error)) output.report(report)
    exitCode = isDiagnosticError(error) && error.kind !== 'internal' ? 1 : 2
  } finally {
    later.forget()
    forgetModels()
    output.close(command, exitCode)
  }
  return exitCode
}
