import '../setup/stripTypes.mjs'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadUserModel } from 'tsfx/node'

export const trigger = (): Promise<unknown> => {
  const file = join(mkdtempSync(join(tmpdir(), 'tsfx-')), 'net.mjs')
  writeFileSync(file, "export { net } from 'no-such-package/net'\n")
  return loadUserModel({ file, exportName: 'net' })
}
