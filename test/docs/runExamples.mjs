/**
 * @file Runs TypeScript files one after another in one process, as `node --import tsfx/register <file>` would each. Takes a JSON
 * list of paths; prints a JSON record of what each file printed, by path, with places as seen from its folder.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format } from 'node:util'

const print = console.log
// For what examples write.
const folder = mkdtempSync(join(tmpdir(), 'examples-'))
process.env.TMPDIR = folder
const printed = {}
try {
  for (const path of JSON.parse(process.argv[2])) {
    const url = new URL(path, import.meta.url)
    const lines = []
    console.log = (...parts) => lines.push(format(...parts))
    await import(url.href)
    printed[path] = lines.join('\n').replaceAll(fileURLToPath(new URL('.', url)), '')
  }
} finally {
  rmSync(folder, { recursive: true })
}
print(JSON.stringify(printed))
