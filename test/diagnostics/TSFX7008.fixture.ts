import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readData } from 'tsfx/node'

export const trigger = (): Promise<unknown> => {
  const file = join(mkdtempSync(join(tmpdir(), 'tsfx-')), 'images.csv')
  writeFileSync(file, '1,2,3')
  return readData(file)
}
