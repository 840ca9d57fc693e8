import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { modelTagOf } from '@tsfx/source'

export const trigger = (): unknown => {
  const file = join(mkdtempSync(join(tmpdir(), 'tsfx-')), 'net.ts')
  writeFileSync(file, '/** @tsfx --out build */\nexport class Net {}\n')
  return modelTagOf(file, 'Net')
}
