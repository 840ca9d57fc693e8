import '../setup/stripTypes.mjs'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installHooks } from 'tsfx/node'

/** A project with a tfjs-core of its own, beside the one that is in use. */
export const trigger = (): unknown => {
  installHooks([import.meta.dirname])
  const project = mkdtempSync(join(tmpdir(), 'tsfx-'))
  const core = join(project, 'node_modules/@tensorflow/tfjs-core')
  mkdirSync(core, { recursive: true })
  writeFileSync(
    join(core, 'package.json'),
    '{ "name": "@tensorflow/tfjs-core", "version": "4.21.0", "main": "core.js" }',
  )
  writeFileSync(join(core, 'core.js'), 'module.exports = {}')
  return installHooks([project])
}
