import type { FxNode } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { findRegions } from './findRegions.ts'
import type { Statement } from './region.ts'

/** Statements in modules of these paths. */
const statements = (...scopes: readonly string[]): readonly Statement[] =>
  scopes.map((scope) => ({ node: { scope } as FxNode, call: { callee: 'f', args: [] } }))
const found = (...scopes: readonly string[]) =>
  findRegions(statements(...scopes)).map(({ path, start, end }) => [path, start, end])

describe('regions', () => {
  it('are runs of one module with what is in it, outer ones first', () => {
    expect(found('', 'a', 'a.b', 'a.b', 'a', 'c', 'c')).toEqual([
      ['a', 1, 5],
      ['a.b', 2, 4],
      ['c', 5, 7],
    ])
  })

  it('are not single statements, nor the root', () => {
    expect(found('', 'a', '', 'b.c')).toEqual([])
  })

  it('are not modules that stand in two places', () => {
    expect(found('a', 'a', 'b', 'b', 'a')).toEqual([['b', 2, 4]])
  })

  it('are told by whole segments of paths', () => {
    expect(found('a.b', 'a.bc', 'ab')).toEqual([['a', 0, 2]])
  })

  it('may be called anything', () => {
    expect(found('__proto__', '__proto__', 'a.constructor', 'a.constructor', '.', '.')).toEqual([
      ['__proto__', 0, 2],
      ['a', 2, 4],
      ['a.constructor', 2, 4],
      ['', 4, 6],
      ['.', 4, 6],
    ])
  })
})
