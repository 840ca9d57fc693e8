import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readReport } from 'tsfx/node'

export const trigger = (): unknown => readReport(mkdtempSync(join(tmpdir(), 'tsfx-')))
