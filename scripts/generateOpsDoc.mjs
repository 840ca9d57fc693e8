/**
 * @file Generates `docs/ops.md` from the op registry.
 *
 * Run after `pnpm build`; `node scripts/generateOpsDoc.mjs --check` fails when the file is stale.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { allOps } from '../packages/ops/dist/index.js'
import { renderOpsDoc } from '../packages/ops/dist/renderOpsDoc.js'

const file = new URL('../docs/ops.md', import.meta.url)
const text = renderOpsDoc(allOps())

if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  console.error('docs/ops.md is stale: run `node scripts/generateOpsDoc.mjs`')
  process.exitCode = 1
}
