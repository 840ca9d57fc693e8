/**
 * @file Generates `test/conformance/api/tsfx.api.md`, the golden report of the public API, from the sources.
 *
 * Run `node --import ./test/setup/stripTypes.mjs scripts/generateApiReport.mjs`; with `--check` it fails when the file is stale.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { apiReport } from '../test/conformance/api/apiReport.ts'
import { publicEntries } from '../test/conformance/api/publicEntries.ts'

const file = new URL('../test/conformance/api/tsfx.api.md', import.meta.url)
const text = apiReport(publicEntries)

if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  console.error(
    'test/conformance/api/tsfx.api.md is stale: run `node --import ./test/setup/stripTypes.mjs scripts/generateApiReport.mjs`',
  )
  process.exitCode = 1
}
