import '../setup/stripTypes.mjs'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadUserModel } from 'tsfx/node'

export const trigger = (): Promise<unknown> => {
  const file = join(mkdtempSync(join(tmpdir(), 'tsfx-')), 'net.mjs')
  writeFileSync(
    file,
    "export class Net {\n  constructor() {\n    throw new Error('no weights')\n  }\n  forward(x) {}\n}",
  )
  return loadUserModel({ file, exportName: 'Net' })
}
