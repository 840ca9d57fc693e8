import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RankedList } from './rankedList.ts'

const SIZE = 8
const move = fc.record({
  kind: fc.constantFrom('before', 'after', 'replace'),
  item: fc.nat(SIZE - 1),
  anchor: fc.nat(SIZE - 1),
})

/** Items in the order that their ranks give. */
const ordered = (list: RankedList, items: readonly number[]): number[] =>
  [...items].sort((a, b) => list.rank(a) - list.rank(b))

describe('RankedList', () => {
  it('keeps the order that an array has after the same moves', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const list = new RankedList(SIZE)
        let expected = Array.from({ length: SIZE }, (_, i) => i)
        for (const { kind, item, anchor } of moves) {
          if (item === anchor || !expected.includes(item) || !expected.includes(anchor)) continue
          const rest = expected.filter((each) => each !== item)
          const at = rest.indexOf(anchor)
          expected = rest.toSpliced(kind === 'after' ? at + 1 : at, kind === 'replace' ? 1 : 0, item)
          if (kind === 'before') list.moveBefore(item, anchor)
          else if (kind === 'after') list.moveAfter(item, anchor)
          else list.replace(anchor, item)
          expect(ordered(list, expected)).toEqual(expected)
        }
      }),
    )
  })

  it.each(['moveBefore', 'moveAfter'] as const)('takes 100,000 items at one place (%s)', (way) => {
    const size = 100_000
    const list = new RankedList(size)
    const anchor = way === 'moveBefore' ? size - 1 : 0
    const items = Array.from({ length: size }, (_, i) => i)
    for (const item of items) if (item !== anchor) list[way](item, anchor)
    const others = items.filter((item) => item !== anchor)
    const expected = way === 'moveBefore' ? [...others, anchor] : [anchor, ...others.reverse()]
    expect(new Set(items.map((item) => list.rank(item))).size).toBe(size)
    expect(ordered(list, items)).toEqual(expected)
  })
})
