import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Graph, printGraph, type Ref } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { fuseBias } from './fuseBias.ts'
import { BATCH, buildGraph, difference, type GraphBuilder } from './graphs.fixture.ts'
import { runPasses } from './manager/runPasses.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const fuse = (graph: Graph): Graph => runPasses(graph, [fuseBias]).graph
const print = (graph: Graph): string => `\n${printGraph(graph, { places: false })}\n`
const conv = (g: GraphBuilder, more: object = {}): Ref =>
  g.op('conv2d', 'y', {
    x: g.input('x', [BATCH, 6, 6, 3]),
    filter: g.param('conv.filter', [3, 3, 3, 4]),
    pad: 1,
    ...more,
  })
const product = (g: GraphBuilder, more: object = {}): Ref =>
  g.op('matMul', 'y', { a: g.input('x', [BATCH, 5]), b: g.param('fc.weight', [5, 4]), ...more })

describe('fuseBias', () => {
  it('makes a linear layer of a product and a sum', () => {
    const before = buildGraph((g) => g.op('add', 'scores', { a: product(g), b: g.param('fc.bias', [4]) }))
    const after = fuse(before)
    expect(print(after)).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 5])
        fc_weight = get_attr fc.weight          : float32[5, 4]
        fc_bias = get_attr fc.bias              : float32[4]
        scores = linear(x, fc_weight, fc_bias)  : float32[batch, 4]
        return scores
      "
    `)
    expect(difference(before, after)).toBeNull()
    expect(fuse(after)).toBe(after)
  })

  it('gives a convolution its bias, from either side of the sum', () => {
    for (const sides of [
      (y: Ref, bias: Ref) => ({ a: y, b: bias }),
      (y: Ref, bias: Ref) => ({ a: bias, b: y }),
    ]) {
      const before = buildGraph((g) => {
        const bias = g.param('conv.bias', [4])
        return g.op('add', 'features', sides(conv(g), bias))
      })
      const after = fuse(before)
      expect(after.nodes.map((node) => node.target)).not.toContain('add')
      expect(difference(before, after)).toBeNull()
    }
  })

  it('gives a layer the bias that Keras adds as [1, 1, 1, C]', () => {
    const sum = (g: GraphBuilder, shape: readonly number[], path = 'conv.bias'): Ref =>
      g.op('add', 'features', { a: conv(g), b: g.op('reshape', 'shaped', { x: g.param(path, [4]), shape }) })
    const before = buildGraph((g) => sum(g, [1, 1, 1, 4]))
    const after = fuse(before)
    expect(after.nodes.map((node) => node.target)).not.toContain('reshape')
    expect(after.find('features')).toMatchObject({ target: 'conv2d' })
    expect(difference(before, after)).toBeNull()
    const columns = buildGraph((g) =>
      g.op('add', 'features', {
        a: g.op('conv2d', 'y', {
          x: g.input('x', [BATCH, 4, 6, 3]),
          filter: g.param('f', [1, 1, 3, 4]),
          pad: 0,
        }),
        b: g.op('reshape', 'shaped', { x: g.param('b', [4]), shape: [1, 4, 1, 1] }),
      }),
    )
    expect(fuse(columns)).toBe(columns)
  })

  it('writes a product by a parameter as a linear layer, so that it is quantized as one', () => {
    const before = buildGraph((g) => product(g))
    const after = fuse(before)
    expect(after.find('y')?.target).toBe('linear')
    expect(difference(before, after)).toBeNull()
  })

  it.each<[string, (g: GraphBuilder) => Ref]>([
    [
      'a transposed product',
      (g) => g.op('matMul', 'y', { a: g.input('x', [BATCH, 5]), b: g.param('w', [4, 5]), transposeB: true }),
    ],
    [
      'a product of two values',
      (g) => g.op('matMul', 'y', { a: g.input('x', [BATCH, 5]), b: g.input('w', [5, 4]) }),
    ],
    [
      'a batched product',
      (g) => g.op('matMul', 'y', { a: g.input('x', [BATCH, 3, 5]), b: g.param('w', [5, 4]) }),
    ],
    ['an addend that is no parameter', (g) => g.op('add', 'z', { a: conv(g), b: g.input('b', [4]) })],
    [
      'an addend of one number for all channels',
      (g) => g.op('add', 'z', { a: conv(g), b: g.param('b', [1]) }),
    ],
    [
      'a linear layer of a batch of matrices',
      (g) => {
        const layer = { x: g.input('x', [BATCH, 3, 5]), weight: g.param('fc.weight', [5, 4]) }
        return g.op('add', 'z', { a: g.op('linear', 'l', layer), b: g.param('b', [4]) })
      },
    ],
    ['an addend of rank 4', (g) => g.op('add', 'z', { a: conv(g), b: g.param('b', [1, 1, 1, 4]) })],
    [
      'a layer that has a bias',
      (g) => g.op('add', 'z', { a: conv(g, { bias: g.param('a', [4]) }), b: g.param('b', [4]) }),
    ],
    [
      'a layer that has an activation',
      (g) => g.op('add', 'z', { a: conv(g, { activation: 'relu' }), b: g.param('b', [4]) }),
    ],
  ])('leaves %s alone', (_, recipe) => {
    const before = buildGraph(recipe)
    expect(fuse(before)).toBe(before)
  })

  it('leaves a convolution alone whose output another node uses', () => {
    const before = buildGraph((g) => {
      const y = conv(g)
      return [g.op('add', 'z', { a: y, b: g.param('b', [4]) }), y]
    })
    expect(fuse(before)).toBe(before)
  })

  it('says what stands in the way, with types and articles', () => {
    const reasons = (recipe: (g: GraphBuilder) => Ref): string[] =>
      runPasses(buildGraph(recipe), [fuseBias]).records[0]!.nearMisses.map(({ reason }) => reason)
    const layer = (g: GraphBuilder): Ref =>
      g.op('linear', 'l', { x: g.input('x', [BATCH, 5]), weight: g.param('fc.weight', [5, 4]) })
    expect(reasons((g) => g.op('add', 'y', { a: layer(g), b: g.param('b', [1, 4]) }))).toEqual([
      "add 'y': b must be a parameter of rank 1, is parameter 'b' (float32[1, 4])",
    ])
    const twice = (g: GraphBuilder): Ref => {
      const l = layer(g)
      return g.op('add', 'y', { a: l, b: l })
    }
    expect(reasons(twice)).toEqual(["add 'y': b must be a parameter of rank 1, is linear 'l'"])
    expect(reasons((g) => g.op('add', 'y', { a: g.input('x', [4]), b: g.param('b', [4]) }))).toEqual([
      "add 'y': a must be a layer, is input 'x'",
    ])
  })
})
