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
      }),
    )
  })

  it('has nothing at what is no id', () => {
    const table = new IdTable([[id(0), 'a']])
    for (const wrong of ['0', -1, 0.5, Number.NaN, 2 ** 32, undefined, {}]) {
      expect(table.get(wrong as NodeId)).toBeUndefined()
    }
  })

  it('refuses changes once it is sealed', () => {
    const table = new IdTable([[id(0), 'a']]).seal()
    expect(() => table.set(id(0), 'b')).toThrow('immutable')
    expect(() => table.delete(id(0))).toThrow('immutable')
    expect([...table]).toEqual([[0, 'a']])
  })
})
