import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectImport } from './projectImport.ts'

function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsfx-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const NODE_MODULE = {
  'node_modules/pkg/package.json': '{ "name": "pkg", "main": "index.js" }',
  'node_modules/pkg/index.js': '',
}

describe('projectImport', () => {
  const folder = project({
    'tsconfig.json': `{
      "compilerOptions": { "module": "preserve", "paths": { "@/*": ["./src/*"], "layers": ["./src/layers/index.ts"], "typed/*": ["./types/*"] } }
    }`,
    'src/net.ts': '',
    'src/layers/index.ts': '',
    'types/a.d.ts': 'export type A = 1',
    ...NODE_MODULE,
  })
  const from = (specifier: string, importer = 'src/net.ts') =>
    projectImport(specifier, join(folder, importer))

  it('gives what a pattern of paths means', () => {
    expect(from('@/layers')).toBe(join(folder, 'src/layers/index.ts'))
    expect(from('@/layers/index.ts')).toBe(join(folder, 'src/layers/index.ts'))
    expect(from('layers')).toBe(join(folder, 'src/layers/index.ts'))
  })

  it('leaves all other imports to Node', () => {
    for (const specifier of [
      'pkg',
      './layers',
      '/abs',
      'node:fs',
      '@/missing',
      '@tensorflow/tfjs-core',
      'typed/a',
    ])
      expect(from(specifier)).toBeNull()
  })

  it('does not touch what libraries import', () => {
    expect(from('@/layers', 'node_modules/pkg/index.js')).toBeNull()
  })

  it('reads baseUrl, behind packages that are installed', () => {
    const base = project({
      'tsconfig.json':
        '{ "compilerOptions": { "baseUrl": "./src", "moduleResolution": "bundler", "module": "esnext" } }',
      'src/net.ts': '',
      'src/layers.ts': '',
      ...NODE_MODULE,
    })
    expect(projectImport('layers', join(base, 'src/net.ts'))).toBe(join(base, 'src/layers.ts'))
    expect(projectImport('pkg', join(base, 'src/net.ts'))).toBeNull()
  })
})
