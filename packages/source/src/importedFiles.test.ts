import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importedFiles } from './importedFiles.ts'

function project(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tsfx-')))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

describe('importedFiles', () => {
  const folder = project({
    'tsconfig.json': '{ "compilerOptions": { "module": "preserve", "paths": { "@/*": ["./lib/*"] } } }',
    'net.ts': `import * as tf from '@tensorflow/tfjs-core'
import { readFileSync } from 'node:fs'
import { act } from './layers'
import type { Shape } from './shape.ts'
import options from './options.json'
import { alias } from '@/alias'
import pkg from 'pkg'
export { net } from './round.js'
const lazy = import('./lazy.ts')
export class Net { forward( this is no TypeScript`,
    'layers/index.ts': "export * from '../net.ts'\nexport * from './gone'\n",
    'shape.ts': '',
    'options.json': '{}',
    'lib/alias.ts': '',
    'round.ts': "import './net.ts'",
    'lazy.ts': '',
    'other.ts': '',
    'node_modules/pkg/package.json': '{ "name": "pkg", "main": "index.js" }',
    'node_modules/pkg/index.js': "import './more.js'",
  })
  const names = importedFiles(join(folder, 'net.ts')).map((file) => relative(folder, file))

  it('gives the files of the project that a module loads, in circles too, whatever its syntax', () => {
    expect(names).toEqual(
      expect.arrayContaining([
        'net.ts',
        'layers/index.ts',
        'options.json',
        'lib/alias.ts',
        'round.ts',
        'lazy.ts',
      ]),
    )
  })

  it('gives no library and nothing that is not imported', () => {
    expect(names.filter((name) => /node_modules|other|\.\./.test(name))).toEqual([])
  })

  it('gives what an import that leads nowhere would lead to', () => {
    expect(names).toEqual(
      expect.arrayContaining(['layers/gone.ts', 'layers/gone.js', 'layers/gone/index.ts']),
    )
  })

  it('sees what is saved and what is made between two questions', () => {
    const changing = project({ 'net.ts': "import './later'" })
    const namesOf = () => importedFiles(join(changing, 'net.ts')).map((file) => relative(changing, file))
    expect(namesOf()).toContain('later.ts')
    writeFileSync(join(changing, 'later.ts'), "import './more.ts'")
    writeFileSync(join(changing, 'more.ts'), '')
    expect(namesOf()).toEqual(['net.ts', 'later.ts', 'more.ts'])
    expect(namesOf()).toEqual(['net.ts', 'later.ts', 'more.ts'])
    writeFileSync(join(changing, 'net.ts'), 'export {}')
    expect(namesOf()).toEqual(['net.ts'])
  })

  it('gives a file that is not there alone', () => {
    expect(importedFiles(join(folder, 'none.ts'))).toEqual([join(folder, 'none.ts')])
  })
})
