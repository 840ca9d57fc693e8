import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { graphToSvg } from '@tsfx/report'
import { graphToDot } from 'tsfx'
import { graph } from './traced.ts'

const folder = mkdtempSync(join(tmpdir(), 'net-'))
writeFileSync(join(folder, 'net.dot'), graphToDot(graph))
writeFileSync(join(folder, 'net.svg'), await graphToSvg(graph))
