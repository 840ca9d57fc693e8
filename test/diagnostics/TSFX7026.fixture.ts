import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeFiles } from 'tsfx/node'

export const trigger = (): void => {
  const folder = mkdtempSync(join(tmpdir(), 'tsfx-'))
  writeFiles(folder, { 'net.fx.ts': '' })
  writeFileSync(join(folder, 'thesis.txt'), 'not to be lost')
  writeFiles(folder, { 'net.fx.ts': '', 'thesis.txt': '' })
}
