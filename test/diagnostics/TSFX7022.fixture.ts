import '../setup/stripTypes.mjs'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadUserModel } from 'tsfx/node'

export const trigger = (): Promise<unknown> => {
  // Vite, which runs the tests, leaves the modules of libraries to Node.
  const folder = join(mkdtempSync(join(tmpdir(), 'tsfx-')), 'node_modules/net')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'net.mjs')
  writeFileSync(join(folder, 'layers.mjs'), 'export const relu = (x) => x\n')
  writeFileSync(file, "import { gelu } from './layers.mjs'\nexport const net = (x) => gelu(x)\n")
  return loadUserModel({ file, exportName: 'net' })
}
