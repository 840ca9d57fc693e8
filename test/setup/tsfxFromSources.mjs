/**
 * @file Runs several CLI commands from sources, one after another in one process because starting one costs seconds.
 * Takes a JSON list of argument lists; prints a JSON list of `{ status, stdout, stderr }`.
 */
import { main } from '../../packages/tsfx/src/cli/main.ts'

const print = console.log
const runs = []
for (const argv of JSON.parse(process.argv[2])) {
  const lines = { stdout: [], stderr: [] }
  console.log = (...parts) => lines.stdout.push(parts.join(' '))
  console.error = (...parts) => lines.stderr.push(parts.join(' '))
  const status = await main(argv)
  runs.push({ status, stdout: lines.stdout.join('\n'), stderr: lines.stderr.join('\n') })
}
print(JSON.stringify(runs))
