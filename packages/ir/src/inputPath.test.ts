import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keysOfPath, pathKey } from './inputPath.ts'

const pathOf = (keys: readonly string[]): string => keys.map(pathKey).join('.')

describe('a path in forward’s parameters', () => {
  it('reads as the keys joined by dots', () => {
    expect(pathOf(['options', 'pair', '0'])).toBe('options.pair.0')
    expect(keysOfPath('options.pair.0')).toEqual(['options', 'pair', '0'])
  })

  it.each<[readonly string[], string]>([
    [['o', 'a.b'], 'o.a\\.b'],
    [['o', 'a\\', 'b'], 'o.a\\\\.b'],
    [['', ''], '.'],
  ])('of %j is %j', (keys, path) => {
    expect(pathOf(keys)).toBe(path)
    expect(keysOfPath(path)).toEqual(keys)
  })

  it('gives any keys back', () => {
    const anyKey = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('.', '\\', 'a', '\n') }))
    fc.assert(
      fc.property(fc.array(anyKey, { minLength: 1 }), (keys) => {
        expect(keysOfPath(pathOf(keys))).toEqual(keys)
      }),
    )
  })
})
