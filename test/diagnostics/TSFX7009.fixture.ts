import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readData } from 'tsfx/node'

export const trigger = (): Promise<unknown> => {
  const file = join(mkdtempSync(join(tmpdir(), 'tsfx-')), 'data.mjs')
  writeFileSync(file, 'export default 7')
  return readData(file)
}
