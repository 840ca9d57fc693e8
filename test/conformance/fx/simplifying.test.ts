/** @file Equal computations are done once, constant ones beforehand; neither changes a number. */
import '@tensorflow/tfjs-backend-cpu'
import {
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  foldConstants,
  foldConstantsWith,
  type Graph,
  inferTypes,
  runPasses,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { compute, named, names, opsOf, reluAdd, sketch } from './graphs.fixture.ts'

const merged = (graph: Graph): Graph => runPasses(graph, [inferTypes, eliminateCommonSubexpressions]).graph
const folded = (graph: Graph): Graph => runPasses(graph, [inferTypes, foldConstants, eliminateDeadCode]).graph

describe('common subexpressions', () => {
  it('two equal calls become the first of them', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      const [a, b] = ['a', 'b'].map((name) => g.op('exp', { x }, { name }))
      return g.op('add', { a: a!, b: b! }, { name: 'sum' })
    })
    expect(names(merged(graph))).toEqual(['x', 'a', 'sum', 'output'])
    expect(compute(merged(graph), [0, 0])).toEqual([2, 2])
  })

  it('equal chains become one chain', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      const long = () => g.op('tanh', { x: g.op('exp', { x: g.op('relu', { x }) }) })
      return [long(), long(), long()]
    })
    expect(opsOf(merged(graph))).toEqual(['relu', 'exp', 'tanh'])
  })

  it('lists among the arguments are compared item by item', () => {
    const graph = sketch((g) => {
      const [x, y] = [g.input('x'), g.input('y')]
      return [
        g.op('concat', { xs: [x, y] }, { name: 'a' }),
        g.op('concat', { xs: [x, y] }, { name: 'same' }),
        g.op('concat', { xs: [y, x] }, { name: 'turned' }),
        g.op('concat', { xs: [x, y, x] }, { name: 'longer' }),
      ]
    })
    expect(names(merged(graph))).toEqual(['x', 'y', 'a', 'turned', 'longer', 'output'])
  })

  it('calls with other attributes stay apart', () => {
    const graph = sketch((g) => {
      const x = g.input('x', [4])
      return [
        [2, 2],
        [4, 1],
        [2, 2],
      ].map((shape) => g.op('reshape', { x, shape }))
    })
    expect(names(merged(graph))).toEqual(['x', 'reshape', 'reshape_1', 'output'])
  })

  it('random calls stay apart, equal as they look', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      return ['a', 'b'].map((name) => g.op('dropout', { x, rate: 0.5, seed: 3 }, { name }))
    })
    expect(names(merged(graph))).toEqual(['x', 'a', 'b', 'output'])
  })

  it('opaque modules stay apart', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      return ['a', 'b'].map((name) => g.module('gate', x, { name }))
    })
    expect(names(merged(graph))).toEqual(['x', 'a', 'b', 'output'])
  })

  it('a graph without calls comes back as the same version', () => {
    const graph = sketch((g) => [g.input('x'), g.param('w', [1, 2]), 3])
    expect(merged(graph)).toBe(graph)
  })

  it('a graph without duplicates comes back as the same version', () => {
    const graph = runPasses(reluAdd(), [inferTypes]).graph
    expect(merged(graph)).toBe(graph)
  })
})

describe('constants', () => {
  it('what depends on parameters alone is computed beforehand', () => {
    const graph = sketch((g) => {
      const scale = g.op('add', { a: g.param('a', [1, 2]), b: g.param('b', [10, 20]) }, { name: 'scale' })
      return g.op('mul', { a: g.input('x'), b: scale }, { name: 'y' })
    })
    const after = folded(graph)
    expect(opsOf(after)).toEqual(['mul'])
    expect(named(after, 'scale').kind).toBe('get_attr')
    expect(compute(after, [1, 1])).toEqual([11, 22])
  })

  it('the parameters that are not needed any more go', () => {
    const graph = sketch((g) => {
      const [a, b] = [g.param('a', [1, 2]), g.param('b', [3, 4])]
      return g.op('add', { a: g.input('x'), b: g.op('mul', { a, b }) })
    })
    expect(folded(graph).params.size).toBe(1)
  })

  it('a parameter that is still read stays as it was', () => {
    const graph = sketch((g) => {
      const a = g.param('a', [1, 2])
      return g.op('add', {
        a: g.op('mul', { a: g.input('x'), b: a }),
        b: g.op('exp', { x: a }, { name: 'e' }),
      })
    })
    const after = folded(graph)
    expect(after.params.has('a')).toBe(true)
    expect(compute(after, [0, 0])).toEqual(compute(graph, [0, 0]))
  })

  it('calls that the caller wants to keep stay', () => {
    const graph = sketch((g) => g.op('add', { a: g.input('x'), b: g.op('exp', { x: g.param('a', [1, 2]) }) }))
    const keep = foldConstantsWith({ skip: (node) => node.isOp('exp') })
    expect(opsOf(runPasses(graph, [inferTypes, keep]).graph)).toEqual(['exp', 'add'])
  })

  it('a graph that depends on its inputs everywhere comes back as the same version', () => {
    const graph = runPasses(reluAdd(), [inferTypes]).graph
    expect(runPasses(graph, [inferTypes, foldConstants]).graph).toBe(graph)
  })

  it('an output that is constant is stored', () => {
    const graph = sketch((g) => [g.input('x'), g.op('exp', { x: g.param('a', [0, 0]) }, { name: 'e' })])
    const after = folded(graph)
    expect(opsOf(after)).toEqual([])
    expect(after.nodes.filter((node) => node.kind === 'get_attr')).toHaveLength(1)
  })
})
