/** @file What has to be equal for regions to be one method, and that the text of it does not grow with what is inside. */
import type { Graph, Ref } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { moduleContext } from '../moduleContext.ts'
import { batch, buildGraph, type GraphBuilder } from '../testing/graphBuilder.ts'
import { type BlockSpec, block, repeated } from '../testing/repeatedGraph.ts'
import { findRegions } from './findRegions.ts'
import { regionContext } from './regionContext.ts'
import { structuresOf } from './structureOf.ts'

function structured(graph: Graph) {
  const { form, weights, fields, printed } = moduleContext(graph, { name: 'net' })
  const statements = graph.nodes.flatMap((node) => {
    const call = printed.calls.get(node.id)
    return call ? [{ node, call }] : []
  })
  return structuresOf(findRegions(statements), regionContext({ graph, form, weights, fields, statements }))
}

/** Without the list that they are in. */
const blocksOf = (graph: Graph) => structured(graph).filter(({ path }) => /^blocks\.\d$/.test(path))

const differ = (spec: BlockSpec, meta = {}) =>
  new Set(blocksOf(repeated([{}, spec], meta)).map(({ structure }) => structure)).size === 2

describe('a structure', () => {
  it.each<[string, BlockSpec]>([
    ['numbers', { alpha: 0.7 }],
    ['nothing', {}],
  ])('is equal where %s differ', (_, spec) => {
    expect(differ(spec)).toBe(false)
  })

  it.each<[string, BlockSpec]>([
    ['callees', { activation: 'prelu' }],
    ['the order of operands', { swapped: true }],
    ['places of weights', { layer: 'linear' }],
    ['weights from outside', { weight: 'other.weight' }],
  ])('is another where %s differ', (_, spec) => {
    expect(differ(spec)).toBe(true)
  })

  it('is another where classes differ', () => {
    expect(differ({}, { modules: { 'blocks.0': 'A', 'blocks.1': 'B' } })).toBe(true)
  })

  it('is that of what is inside, too', () => {
    const nested = (alpha: number, activation: BlockSpec['activation']) =>
      buildGraph((g) => {
        let x = g.input('x', [batch, 4])
        for (const stage of [0, 1]) {
          x = block(g, x, `s.${stage}.a`, { alpha, activation: stage === 0 ? 'leakyRelu' : activation! })
          x = g.call('relu', { x }, { scope: `s.${stage}` })
        }
        g.output(x)
      })
    const stages = (graph: Graph) =>
      new Set(structured(graph).flatMap(({ path, structure }) => (/^s\.\d$/.test(path) ? [structure] : [])))
        .size
    expect(stages(nested(0.3, 'leakyRelu'))).toBe(1)
    expect(stages(nested(0.3, 'prelu'))).toBe(2)
  })

  it('does not depend on which weight of a group is used first', () => {
    const graph = buildGraph((g) => {
      const x = g.input('x', [batch, 4])
      const early = g.call('mul', { a: x, b: g.param('blocks.1.fc.bias', [4]) })
      g.output([0, 1].reduce<Ref>((value, i) => block(g, value, `blocks.${i}`), early))
    })
    expect(new Set(blocksOf(graph).map(({ structure }) => structure)).size).toBe(1)
  })

  it('has no group where no weight of its own is read', () => {
    const graph = repeated([
      { weight: 'blocks.1.weight', bias: 'blocks.1.bias' },
      { weight: 'blocks.0.weight', bias: 'blocks.0.bias' },
    ])
    expect(blocksOf(graph).map(({ group, foreign }) => [group, foreign.length])).toEqual([
      [null, 2],
      [null, 2],
    ])
  })
})

describe('depth', () => {
  /** A module in a module in a module. */
  function deep(g: GraphBuilder, x: Ref, path: string, depth: number): Ref {
    const y = block(g, x, path)
    return depth === 0
      ? y
      : g.call('add', { a: deep(g, y, `${path}.inner`, depth - 1), b: y }, { scope: path })
  }

  it('makes no text longer', () => {
    const graph = buildGraph((g) => g.output(deep(g, g.input('x', [batch, 4]), 'net', 60)))
    const lengths = structured(graph).map(({ structure }) => structure.length)
    expect(lengths.length).toBeGreaterThan(60)
    expect(Math.max(...lengths)).toBeLessThan(60)
  })
})
