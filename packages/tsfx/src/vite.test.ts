import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { tsfx } from './vite.ts'

const core: object = createRequire(import.meta.url)('@tensorflow/tfjs-core')

describe('the Vite plugin', () => {
  const plugin = tsfx()
  plugin.configResolved({ root: process.cwd() })

  it('takes the place of tfjs-core, and of nothing else', () => {
    for (const other of ['@tensorflow/tfjs', '@tensorflow/tfjs-core/dist/index.js', './tfjs-core', 'tsfx'])
      expect(plugin.resolveId(other)).toBeNull()
    expect(plugin.resolveId('@tensorflow/tfjs-core')).toBe('\0tsfx:tfjs-core')
    expect(plugin.load('/src/main.ts')).toBeNull()
  })

  it('exports every name of tfjs-core, from the table of the real one', () => {
    const alias = plugin.load(plugin.resolveId('@tensorflow/tfjs-core')!)!
    const names = /export const \{ (.*) \} = tfjs/.exec(alias)![1]!.split(', ')
    expect(names.sort()).toEqual(
      Object.keys(core)
        .filter((name) => name !== '__esModule')
        .sort(),
    )
    const [, tableId] = /from "(.*)"/.exec(alias)!
    const table = plugin.load(plugin.resolveId(JSON.parse(`"${tableId}"`))!)!
    expect(table).toMatch(/^import \* as core from ".*\/tfjs-core\/dist\/index\.js"\n/)
    expect(table).toContain('export const tfjs = installCapture(core)')
  })
})
