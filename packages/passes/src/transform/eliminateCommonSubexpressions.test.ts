import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { printGraph, Ref } from '@tsfx/ir'
import { bindTfjs, bytesParam } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { eliminateDeadCode } from '../eliminateDeadCode.ts'
import { BATCH, buildGraph, difference, type GraphBuilder } from '../graphs.fixture.ts'
import { applyPass } from './applyPass.fixture.ts'
import { eliminateCommonSubexpressions, noDuplicates } from './eliminateCommonSubexpressions.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const merge = (recipe: Parameters<typeof buildGraph>[0]) => {
  const before = buildGraph(recipe)
  const after = applyPass(before, eliminateCommonSubexpressions).graph
  return {
    before,
    after,
    calls: after.nodes.filter((node) => node.kind === 'call_function').map(({ name }) => name),
  }
}

const x5 = (g: GraphBuilder, name = 'x') => g.input(name, [BATCH, 5])

describe('eliminateCommonSubexpressions', () => {
  it('keeps the first of equal computations, through whole chains', () => {
    const { before, after } = merge((g) => {
      const x = x5(g)
      const first = g.op('relu', 'first', { x: g.op('tanh', 't', { x }) })
      const second = g.op('relu', 'second', { x: g.op('tanh', 'again', { x }) })
      return [g.op('add', 'sum', { a: first, b: second }), second]
    })
    expect(`\n${printGraph(after, { places: false })}\n`).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 5])
        t = tanh(x)              : float32[batch, 5]
        first = relu(t)          : float32[batch, 5]
        sum = add(first, first)  : float32[batch, 5]
        return [sum, first]
      "
    `)
    expect(difference(before, after)).toBeNull()
  })

  it('leaves a graph without duplicates as the same version', () => {
    const { before, after } = merge((g) => g.op('relu', 'y', { x: g.op('tanh', 't', { x: x5(g) }) }))
    expect(after).toBe(before)
    const { before: empty, after: same } = merge((g) => x5(g))
    expect(same).toBe(empty)
  })

  it('merges what was written with and without its defaults', () => {
    const { calls } = merge((g) => {
      const x = x5(g)
      const [a, b] = [
        g.op('mean', 'a', { x, axis: [1] }),
        g.op('mean', 'b', { x, axis: [1], keepDims: false }),
      ]
      return [a, b]
    })
    expect(calls).toEqual(['a'])
    const strided = buildGraph((g) => {
      const x = g.input('x', [BATCH, 4, 4, 1])
      const pool = (name: string) => g.op('maxPool', name, { x, filterSize: 2, strides: 2, pad: 'same' })
      return [pool('a'), pool('b')]
    })
    // A square window as a user may write it by hand.
    const byHand = strided.edit((edit) => {
      const node = strided.find('b')!
      edit.setArgs(node.id, { ...node.args, filterSize: 2 })
    }).graph
    expect(applyPass(byHand, eliminateCommonSubexpressions).graph.find('b')).toBeNull()
  })

  it('takes a + b for b + a, but not a - b for b - a', () => {
    const { calls } = merge((g) => {
      const [a, b] = [x5(g, 'a'), x5(g, 'b')]
      return ['add', 'mul', 'sub', 'div'].flatMap((op) => [
        g.op(op, `${op}_ab`, { a, b }),
        g.op(op, `${op}_ba`, { a: b, b: a }),
      ])
    })
    expect(calls).toEqual(['add_ab', 'mul_ab', 'sub_ab', 'sub_ba', 'div_ab', 'div_ba'])
  })

  it('tells arguments apart that only look alike: lists, attributes, 0 and -0', () => {
    const { calls } = merge((g) => {
      const [a, b] = [x5(g, 'a'), x5(g, 'b')]
      const pad = (name: string, constantValue: number) =>
        g.op('pad', name, {
          x: a,
          paddings: [
            [0, 0],
            [1, 1],
          ],
          constantValue,
        })
      return [
        g.op('concat', 'ab', { xs: [a, b], axis: 1 }),
        g.op('concat', 'ba', { xs: [b, a], axis: 1 }),
        g.op('concat', 'rows', { xs: [a, b], axis: 0 }),
        g.op('concat', 'ab_again', { xs: [a, b], axis: 1 }),
        pad('zero', 0),
        pad('negative_zero', -0),
        pad('nan', Number.NaN),
        pad('nan_again', Number.NaN),
      ]
    })
    expect(calls).toEqual(['ab', 'ba', 'rows', 'zero', 'negative_zero', 'nan'])
  })

  it('never merges random ops, opaque modules or inputs', () => {
    const { before, after } = merge((g) => {
      const [x, other] = [x5(g), x5(g, 'other')]
      const type = g.edit.node(x.node).type
      const opaque = () => new Ref(g.edit.append({ kind: 'call_module', target: 'm', args: { x }, type }).id)
      return [
        g.op('dropout', 'r', { x, rate: 0.5, seed: 1 }),
        g.op('dropout', 's', { x, rate: 0.5, seed: 1 }),
        opaque(),
        opaque(),
        other,
      ]
    })
    expect(after).toBe(before)
  })

  it('reads a parameter once, and equal parameters as one', () => {
    const { before, after } = merge((g) => {
      const x = x5(g)
      const weights = ['a', 'b', 'c'].map((path) => g.param(path, [5], path === 'c' ? 2 : 1))
      return [...weights, g.read('a')].map((w, i) => g.op('mul', `y${i}`, { a: x, b: w }))
    })
    expect(after.nodes.filter((node) => node.kind === 'get_attr').map((node) => node.target)).toEqual([
      'a',
      'c',
    ])
    expect(after.nodes.filter((node) => node.isOp('mul')).map((node) => node.name)).toEqual(['y0', 'y2'])
    expect(difference(before, after)).toBeNull()
    expect([...applyPass(after, eliminateDeadCode).graph.params.keys()]).toEqual(['a', 'c'])
  })

  it('keeps equal bytes apart that stand for other reals', () => {
    const stored = (scale: number, dtype: 'int8' | 'uint8' = 'int8') =>
      bytesParam(new Int8Array(4), dtype, [4], {
        scale: [scale],
        zeroPoint: [0],
        axes: [],
        qmin: -128,
        qmax: 127,
      })
    const { after } = merge((g) => {
      for (const [path, value] of Object.entries({
        a: stored(0.5),
        b: stored(0.25),
        c: stored(0.5, 'uint8'),
        d: stored(0.5),
      }))
        g.edit.setParam(path, value)
      return ['a', 'b', 'c', 'd'].map((path) => g.op('dequantize', `y_${path}`, { x: g.read(path) }))
    })
    expect(after.nodes.filter((node) => node.kind === 'get_attr').map((node) => node.target)).toEqual([
      'a',
      'b',
      'c',
    ])
  })

  it('shows the fact violated at the second node', () => {
    const { before, after } = merge((g) => {
      const x = x5(g)
      return [g.op('relu', 'a', { x }), g.op('relu', 'b', { x })]
    })
    const context = { liveVariables: 'snapshot' } as const
    expect(noDuplicates.violation(before, context)).toMatchObject({ problem: 'b computes what a computes' })
    expect(noDuplicates.violation(after, context)).toBeNull()
  })

  it('takes a chain of 100,000 nodes that are all the same twice', () => {
    const before = buildGraph((g) => {
      let a = x5(g)
      let b = a
      for (let i = 0; i < 50_000; i++) [a, b] = [g.op('relu', 'a', { x: a }), g.op('relu', 'b', { x: b })]
      return [a, b]
    })
    expect(applyPass(before, eliminateCommonSubexpressions).graph.nodes).toHaveLength(50_002)
  })
})
