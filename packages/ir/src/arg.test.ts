import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Arg, eachRef, freezeArg, isArgRecord, mapArg, mapRefs, Ref } from './arg.ts'
import { namedDim } from './dim.ts'
import type { NodeId } from './fxNode.ts'
import { anyArg } from './graphs.fixture.ts'

const ref = (id: number, index: number | string | null = null): Ref => new Ref(id as NodeId, index)

describe('args', () => {
  it('stay the same objects under the identity', () => {
    fc.assert(
      fc.property(anyArg, (arg) => {
        expect(mapArg(arg, (leaf) => leaf)).toBe(arg)
      }),
    )
  })

  it('compose under maps: f then g is g after f', () => {
    const f = (leaf: Arg): Arg => (typeof leaf === 'number' ? leaf + 1 : leaf)
    const g = (leaf: Arg): Arg => (leaf instanceof Ref ? 'ref' : leaf)
    fc.assert(
      fc.property(anyArg, (arg) => {
        expect(mapArg(mapArg(arg, f), g)).toEqual(mapArg(arg, (leaf) => g(f(leaf))))
      }),
    )
  })

  it('visit refs in order, in lists and records', () => {
    const seen: number[] = []
    eachRef({ a: ref(1), b: [ref(2), { c: ref(3), d: 4 }], e: ref(1) }, (each) => seen.push(each.node))
    expect(seen).toEqual([1, 2, 3, 1])
  })

  it('map refs alone and keep what is not touched', () => {
    const kept = { strides: [1, 2] }
    const mapped = mapRefs({ x: ref(1), kept }, (each) => ref(each.node + 1))
    expect(mapped).toEqual({ x: ref(2), kept })
    expect(mapped.kept).toBe(kept)
  })

  it('keep a key named __proto__ as data', () => {
    const arg = JSON.parse('{"__proto__": {"polluted": 1}}') as Arg
    const mapped = mapArg(arg, (leaf) => (typeof leaf === 'number' ? leaf + 1 : leaf))
    expect(JSON.stringify(mapped)).toBe('{"__proto__":{"polluted":2}}')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('tell records from refs, dims and lists', () => {
    expect([{}, ref(1), namedDim('B'), [], null, 'x'].map(isArgRecord)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  })

  it('freeze deeply', () => {
    const arg = freezeArg({ a: [{ b: [1] }] })
    expect(() => (arg.a[0]!.b as number[]).push(2)).toThrow(TypeError)
  })
})
