import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NodeId } from './fxNode.ts'
import { IdTable } from './idTable.ts'

const id = (number: number) => number as NodeId

const anyWrites = fc.array(fc.tuple(fc.nat(1000), fc.option(fc.string())))

function write(
  table: IdTable<string> | Map<NodeId, string>,
  writes: readonly [number, string | null][],
): void {
  for (const [key, value] of writes) {
    if (value === null) table.delete(id(key))
    else table.set(id(key), value)
  }
}

const sorted = (entries: Iterable<readonly [NodeId, string]>) => [...entries].sort(([a], [b]) => a - b)

describe('a table by id', () => {
  it('holds what a Map holds, in the order of ids, and so does one made from it', () => {
    fc.assert(
      fc.property(anyWrites, anyWrites, (first, more) => {
        const [table, map] = [new IdTable<string>(), new Map<NodeId, string>()]
        for (const each of [table, map]) write(each, first)
        const [next, nextMap] = [new IdTable(table), new Map(map)]
        for (const each of [next, nextMap]) write(each, more)
        expect([...table]).toEqual(sorted(map))
        expect([...next]).toEqual(sorted(nextMap))
        expect([table.size, next.size]).toEqual([map.size, nextMap.size])
        // The older of the two copies what it has lent, as well.
        write(table, more)
        expect([...table]).toEqual([...next])
        table.clear()
        expect([[...table], table.size]).toEqual([[], 0])
        expect([...next]).toEqual(sorted(nextMap))
      }),
    )
  })

  it('has nothing at what is no id', () => {
    const table = new IdTable([[id(0), 'a']])
    for (const wrong of ['0', -1, 0.5, Number.NaN, 2 ** 32, undefined, {}]) {
      expect(table.get(wrong as NodeId)).toBeUndefined()
    }
  })

  it('takes no entry at what is no id', () => {
    const table = new IdTable([[id(1), 'a']])
    for (const wrong of ['1', -1, 0.5, Number.NaN, 2 ** 32, 2 ** 32 + 1, undefined, {}]) {
      expect(() => table.set(wrong as NodeId, 'b')).toThrow('TSFX0025')
      table.delete(wrong as NodeId)
    }
    expect([...table]).toEqual([[1, 'a']])
    expect(table.size).toBe(1)
  })

  it('refuses changes once it is sealed, and is as it was', () => {
    const table = new IdTable([[id(0), 'a']]).seal()
    expect(() => table.set(id(0), 'b')).toThrow('TSFX0024')
    for (const each of [0, 1]) expect(() => table.delete(id(each))).toThrow('TSFX0024')
    expect([...table]).toEqual([[0, 'a']])
    expect(table.size).toBe(1)
    expect(new IdTable(table).size).toBe(1)
  })
})
