/**
 * @file Puts the pages of the diagnostics into the package `tsfx` while it is packed: `tsfx help TSFX1101` prints them for users who
 * have no checkout. `--remove` takes them away again, so that a checkout has them once.
 */
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const copies = path('packages/tsfx/docs')

rmSync(copies, { recursive: true, force: true })
if (!process.argv.includes('--remove'))
  cpSync(path('docs/diagnostics'), `${copies}/diagnostics`, { recursive: true })
