import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fuse } from 'tsfx'
import { dumpPasses } from 'tsfx/node'
import { graph } from './traced.ts'

const folder = mkdtempSync(join(tmpdir(), 'passes-'))
fuse(graph, dumpPasses(folder))
console.log(readdirSync(folder).filter((file) => /^000[056]/.test(file)))
