/** @file `pnpm vsix`: writes `dist/tsfx-<version>.vsix`. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packVsix } from './packVsix.ts'

const folder = fileURLToPath(new URL('../..', import.meta.url))
const { name, bytes } = await packVsix(folder)
const file = join(folder, 'dist', name)
mkdirSync(join(folder, 'dist'), { recursive: true })
// Moved into place whole, so that no one installs half of it.
const unfinished = `${file}.${process.pid}`
writeFileSync(unfinished, bytes)
renameSync(unfinished, file)
console.log(`${file} (${(bytes.length / 1024).toFixed(0)} KB)`)
