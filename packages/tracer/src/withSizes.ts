import { DiagnosticError } from '@tsfx/ir'
import { forwardThrew } from './diagnostics.generated.ts'

const FORWARD_THREW = forwardThrew({ model: '', cause: '' }).code
/** The codes of @tsfx/ops: of an op that does not take what it is given. */
const OF_OPS = /^TSFX0[5-7]/

/** An error of forward or of an op, with the sizes that its numbers come from: the user left them open. Any other error as it is. */
export function withSizes(error: DiagnosticError, sizes: string): DiagnosticError {
  const { code, kind, summary, place, cause } = error
  if (sizes === '' || (code !== FORWARD_THREW && !OF_OPS.test(code))) return error
  const message = `${summary} (traced at ${sizes}: trace chooses sizes for open dims)`
  const fix = `${error.fix}; or say from which size on forward works (the option smallest of trace), or give the dim a fixed size`
  return new DiagnosticError({ code, kind, message, fix, place }, { cause })
}
