import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Graph, printGraph, type Ref } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { fuseActivation } from './fuseActivation.ts'
import { BATCH, buildGraph, difference, type GraphBuilder } from './graphs.fixture.ts'
import { runPasses } from './manager/runPasses.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const fuse = (graph: Graph): Graph => runPasses(graph, [fuseActivation]).graph
const print = (graph: Graph): string => `\n${printGraph(graph, { places: false })}\n`
const conv = (g: GraphBuilder, more: object = {}): Ref =>
  g.op('conv2d', 'y', {
    x: g.input('x', [BATCH, 6, 6, 3]),
    filter: g.param('conv.filter', [3, 3, 3, 4]),
    pad: 1,
    ...more,
  })

describe('fuseActivation', () => {
  it('merges relu into a convolution', () => {
    const before = buildGraph((g) => g.op('relu', 'features', { x: conv(g) }))
    const after = fuse(before)
    expect(print(after)).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 6, 6, 3])
        conv_filter = get_attr conv.filter                                        : float32[3, 3, 3, 4]
        features = conv2d(x, conv_filter, strides=[1, 1], pad=1, dilations=[1, 1], activation=relu)  : float32[batch, 6, 6, 4]
        return features
      "
    `)
    expect(difference(before, after)).toBeNull()
    expect(fuse(after)).toBe(after)
  })

  it('merges relu6 into a depthwise convolution and into a linear layer', () => {
    const before = buildGraph((g) => {
      const filter = g.param('dw.filter', [3, 3, 3, 1])
      const dw = g.op('depthwiseConv2d', 'dw', { x: g.input('x', [BATCH, 6, 6, 3]), filter, pad: 'same' })
      const fc = g.op('linear', 'fc', {
        x: g.input('v', [BATCH, 5]),
        weight: g.param('fc.weight', [5, 2]),
        bias: g.param('fc.bias', [2]),
      })
      return { a: g.op('relu6', 'a', { x: dw }), b: g.op('relu6', 'b', { x: fc }) }
    })
    const after = fuse(before)
    expect(after.nodes.map((node) => node.target)).not.toContain('relu6')
    expect(after.find('a')?.args.activation).toBe('relu6')
    expect(difference(before, after)).toBeNull()
  })

  it.each<[string, (g: GraphBuilder, relu: Ref) => Ref]>([
    ['a clip', (g, x) => g.op('clipByValue', 'z', { x, min: 0, max: 6 })],
    ['a minimum', (g, b) => g.op('minimum', 'z', { a: g.param('six', [], 6), b })],
    ['relu6', (g, x) => g.op('relu6', 'z', { x })],
  ])('takes a relu that is cut at 6 by %s for a relu6, with a layer before it and without', (_, cut) => {
    const merged = buildGraph((g) => cut(g, g.op('relu', 'r', { x: conv(g) })))
    expect(fuse(merged).find('z')).toMatchObject({ target: 'conv2d', args: { activation: 'relu6' } })
    const alone = buildGraph((g) => cut(g, g.op('relu', 'r', { x: g.input('x', [BATCH, 5]) })))
    expect(fuse(alone).nodes.filter(({ kind }) => kind === 'call_function')).toMatchObject([
      { target: 'relu6' },
    ])
    for (const before of [merged, alone]) expect(difference(before, fuse(before))).toBeNull()
  })

  it('keeps the name of the activation, scope and comment of the layer, and says what it was made from', () => {
    const before = buildGraph((g) => {
      const x = g.input('x', [BATCH, 5])
      const y = g.op(
        'linear',
        'y',
        { x, weight: g.param('fc.weight', [5, 2]) },
        { scope: 'head.fc', comment: 'classify' },
      )
      return g.op('relu', 'scores', { x: y }, { scope: 'head.act', comment: 'no negatives' })
    })
    const fused = fuse(before).find('scores')
    expect(fused).toMatchObject({
      target: 'linear',
      scope: 'head.fc',
      meta: { comment: 'classify', pass: 'fuseActivation' },
    })
    expect(fused?.meta.from?.map(({ name }) => name)).toEqual(['y', 'scores'])
  })

  it('leaves a convolution alone whose output another node uses, or the model returns', () => {
    for (const result of [
      (g: GraphBuilder, y: Ref, z: Ref) => g.op('add', 'sum', { a: y, b: z }),
      (_: GraphBuilder, y: Ref, z: Ref) => [y, z],
    ]) {
      const before = buildGraph((g) => {
        const y = conv(g)
        return result(g, y, g.op('relu', 'z', { x: y }))
      })
      expect(fuse(before)).toBe(before)
    }
  })

  it('leaves a second activation, other activations, and other producers alone', () => {
    for (const recipe of [
      (g: GraphBuilder) => g.op('relu', 'z', { x: conv(g, { activation: 'relu6' }) }),
      (g: GraphBuilder) => g.op('clipByValue', 'z', { x: conv(g), min: -6, max: 6 }),
      (g: GraphBuilder) =>
        g.op('minimum', 'z', { a: g.param('limit', [], 5), b: conv(g, { activation: 'relu' }) }),
      (g: GraphBuilder) => g.op('sigmoid', 'z', { x: conv(g) }),
      (g: GraphBuilder) => g.op('relu', 'z', { x: g.input('x', [BATCH, 5]) }),
    ]) {
      const before = buildGraph(recipe)
      expect(fuse(before)).toBe(before)
    }
  })
})
