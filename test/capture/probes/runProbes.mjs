/**
 * @file Checks, loads and traces probes as the CLI does, in one process. Takes a JSON list of
 * `{ file, name, inputs, strict }`; prints a JSON list of what became of each.
 */
import { fileURLToPath } from 'node:url'
import { isDiagnosticError } from '@tsfx/ir'
import { captureChecker } from '@tsfx/source'
import { traceWithReport } from '@tsfx/tracer'
import { loadUserModel } from '../../../packages/tsfx/src/node/loadUserModel.ts'

const probes = JSON.parse(process.argv[2])
const checker = captureChecker(
  [...new Set(probes.map(({ file }) => file))],
  fileURLToPath(new URL('../../../packages/tsfx/src/cli/traceModel.ts', import.meta.url)),
)

const runs = []
for (const { file, name, inputs, strict } of probes) {
  const given = Object.entries(inputs).map(([parameter, spec]) =>
    spec === null || Array.isArray(spec) ? spec && parameter : { tensors: parameter },
  )
  const { findings, checked, reason } = strict
    ? { findings: [], checked: true }
    : checker.check({ file, exportName: name, inputs: given })
  const error = findings.length === 0 ? await tracedError(file, name, inputs) : null
  runs.push({ findings: findings.map(({ code, loc }) => ({ code, ...loc })), checked, reason, error })
}
console.log(JSON.stringify(runs))

/** Why the probe cannot be traced; null when its graph equals the model bit for bit. */
async function tracedError(file, exportName, inputs) {
  try {
    const { model } = await loadUserModel({ file, exportName })
    ignoreLaterErrors()
    const { verification, reason } = traceWithReport(model, inputs, { name: exportName })
    return verification === 'full' ? null : { code: verification, message: reason }
  } catch (error) {
    if (!isDiagnosticError(error)) throw error
    return { code: error.code, message: error.message, ...error.place?.loc }
  }
}

/** A probe may go on after its trace and fail there. A user would see that; here the other probes still have to run. */
function ignoreLaterErrors() {
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    // The WebAssembly backend has listeners that end the process.
    process.removeAllListeners(event)
    process.on(event, () => {})
  }
}
