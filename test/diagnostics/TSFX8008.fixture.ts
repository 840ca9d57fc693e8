import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkOurs } from '@tsfx/lsp'

export const trigger = (): unknown => {
  const file = join(mkdtempSync(join(tmpdir(), 'tsfx-')), 'net.fx.ts')
  writeFileSync(file, 'export const mine = 1\n')
  return checkOurs(file)
}
