/** @file Which groups of weights have a type and a reader, and what stands beside them. */
import type { Graph } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { moduleContext } from '../moduleContext.ts'
import { type BlockSpec, repeated } from '../testing/repeatedGraph.ts'

const EQUAL: readonly BlockSpec[] = [{}, {}, {}, {}]
const modules = Object.fromEntries(EQUAL.map((_, i) => [`blocks.${i}`, 'Block']))
const layersOf = (graph: Graph) => moduleContext(graph, { name: 'net' }).layers

describe('layers that are read alike', () => {
  it('have one type and one reader, after the class', () => {
    const { shapes, literalRecords } = layersOf(repeated(EQUAL, { modules }))
    expect(shapes.map(({ type, reader, instances }) => [type, reader, instances.length])).toEqual([
      ['Block', 'block', 4],
    ])
    expect(literalRecords).toEqual([])
  })

  it('are not written out twice where literals stand beside them', () => {
    const specs = EQUAL.map((_, i) => ({ alpha: i / 8 }))
    const { shapes, literalRecords, records } = layersOf(repeated(specs, { modules }))
    expect(shapes.map(({ type }) => type)).toEqual(['BlockLayers'])
    expect(literalRecords.map(({ type, literals }) => [type, literals])).toEqual([
      ['Block', [['alpha', [0, 0.125, 0.25, 0.375]]]],
    ])
    expect([...records.values()].map(({ literals }) => literals)).toEqual(
      specs.map(({ alpha }) => [['alpha', alpha]]),
    )
  })

  it('have no type where nothing repeats', () => {
    expect(layersOf(repeated([{}])).shapes).toEqual([])
  })
})
