/**
 * @file Generates `docs/fx-parity.md` from the parity table of the conformance tests.
 *
 * Run `node --import ./test/setup/stripTypes.mjs scripts/generateFxParity.mjs`; with `--check` it fails when the file is stale.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fxParity } from '../test/conformance/fxParity/fxParity.ts'
import { renderFxParity } from '../test/conformance/fxParity/renderFxParity.ts'

const file = new URL('../docs/fx-parity.md', import.meta.url)
const text = renderFxParity(fxParity)

if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  console.error('docs/fx-parity.md is stale: run scripts/generateFxParity.mjs')
  process.exitCode = 1
}
