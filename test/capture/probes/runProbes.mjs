/**
 * @file Checks, loads and traces probes as the CLI does, in one process. Takes a JSON file with `{ probes, strict }`, each probe
 * `{ file, name, inputs }`; prints a JSON list of what became of each. With `strict` the static check refuses nothing, and
 * conditions of the loaded code do.
 */
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDiagnosticError } from '@tsfx/ir'
import { captureChecker } from '@tsfx/source'
import { traceWithReport } from '@tsfx/tracer'
import { installStrict } from '../../../packages/tsfx/src/node/installStrict.ts'
import { loadUserModel } from '../../../packages/tsfx/src/node/loadUserModel.ts'

const { probes, strict } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const checker = captureChecker(
  [...new Set(probes.map(({ file }) => file))],
  fileURLToPath(new URL('../../../packages/tsfx/src/cli/traceModel.ts', import.meta.url)),
)

const runs = []
for (const { file, name, inputs } of probes) {
  const given = Object.entries(inputs).map(([parameter, spec]) =>
    spec === null || Array.isArray(spec) ? spec && parameter : { tensors: parameter },
  )
  const check = checker.check({ file, exportName: name, inputs: given })
  if (strict) installStrict([dirname(file)], check.presenceTests)
  const findings = strict ? [] : check.findings
  const error = findings.length === 0 ? await tracedError(file, name, inputs) : null
  runs.push({
    findings: findings.map(({ code, loc }) => ({ code, ...loc })),
    notFollowed: strict ? [] : check.notFollowed,
    error,
  })
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
    // Not thrown: the listeners below would end the process without a word.
    if (!isDiagnosticError(error)) return { code: `bare ${error}`, message: error.stack }
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
