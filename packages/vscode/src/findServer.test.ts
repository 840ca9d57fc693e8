import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findServer } from './findServer.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tsfx-find-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function install(folder: string, manifest: unknown): string {
  const at = join(root, folder)
  mkdirSync(at, { recursive: true })
  writeFileSync(join(at, 'package.json'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest))
  return at
}
const TSFX = { name: 'tsfx', version: '1.2.3', bin: { tsfx: './bin/tsfx.js' } }

describe('findServer', () => {
  it('finds the package of the folder', () => {
    const at = install('node_modules/tsfx', TSFX)
    expect(findServer(root, '')).toEqual({
      kind: 'found',
      folder: root,
      script: join(at, 'bin/tsfx.js'),
      version: '1.2.3',
    })
  })

  it('finds that of a folder above, as in a monorepo, and prefers the nearer', () => {
    const above = install('node_modules/tsfx', TSFX)
    const folder = join(root, 'packages/a')
    mkdirSync(folder, { recursive: true })
    expect(findServer(folder, '')).toMatchObject({ folder, script: join(above, 'bin/tsfx.js') })
    const near = install('packages/a/node_modules/tsfx', { ...TSFX, bin: 'cli.js' })
    expect(findServer(folder, '')).toMatchObject({ script: join(near, 'cli.js') })
  })

  it('takes the folder of the setting, relative to the workspace folder or not', () => {
    install('node_modules/tsfx', TSFX)
    const named = install('tools/tsfx', TSFX)
    for (const path of ['tools/tsfx', named])
      expect(findServer(root, path)).toMatchObject({ script: join(named, 'bin/tsfx.js') })
    expect(findServer(root, 'tools')).toMatchObject({
      kind: 'missing',
      message: expect.stringContaining('tools'),
    })
  })

  it.each([
    ['is not there', null],
    ['is no JSON', '{'],
    ['is null', 'null'],
    ['is another package', { ...TSFX, name: 'typescript' }],
    ['has no program', { ...TSFX, bin: undefined }],
    ['has a program out of the package', { ...TSFX, bin: { tsfx: '../other/run.js' } }],
  ])('finds none that %s', (_, manifest) => {
    if (manifest !== null) install('node_modules/tsfx', manifest)
    expect(findServer(root, '')).toMatchObject({
      kind: 'missing',
      message: expect.stringContaining('npm install --save-dev tsfx'),
    })
  })
})
