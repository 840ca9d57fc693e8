import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { load } from './strictHooks.ts'

const folder = mkdtempSync(join(tmpdir(), 'tsfx-'))

/** What the hook makes of a file that the next loader gives as `format`. */
async function loaded(name: string, text: string, format: string) {
  const file = join(folder, name)
  writeFileSync(file, text)
  const context = { format: null, conditions: [], importAttributes: {} } as never
  return await load(pathToFileURL(file).href, context, async () => ({ format, source: 'as it is' }))
}

afterEach(() => vi.restoreAllMocks())

describe('the loader of --strict', () => {
  it('instruments what the next loader takes for a module, with imports and exports or without', async () => {
    const silent = vi.spyOn(console, 'error')
    for (const text of ['export const f = (x) => !x', 'globalThis.f = (x) => !x']) {
      const { source } = await loaded('net.js', text, 'module')
      expect(source).toContain('.truth(x,')
    }
    expect(silent).not.toHaveBeenCalled()
  })

  it('says that it does not see the conditions of CommonJS', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(await loaded('net.js', 'module.exports = (x) => !x', 'commonjs')).toMatchObject({
      source: 'as it is',
    })
    expect(said).toHaveBeenCalledWith(expect.stringMatching(/net\.js is CommonJS/))
  })

  it('leaves a file with a syntax error to who runs it', async () => {
    expect(await loaded('net.js', 'export const f = (a => { if (a', 'module')).toMatchObject({
      source: 'as it is',
    })
  })
})
