import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Graph, printGraph, type Ref } from '@tsfx/ir'
import { bindTfjs, bytesParam } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { foldBatchNorm } from './foldBatchNorm.ts'
import { BATCH, buildGraph, difference, type GraphBuilder } from './graphs.fixture.ts'
import { runPasses } from './manager/runPasses.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const fold = (graph: Graph): Graph => runPasses(graph, [foldBatchNorm]).graph
const print = (graph: Graph): string => `\n${printGraph(graph, { places: false })}\n`
const image = (g: GraphBuilder): Ref => g.input('x', [BATCH, 6, 6, 3])
const conv = (g: GraphBuilder, x: Ref, path = 'conv', more: object = {}): Ref =>
  g.op('conv2d', 'y', { x, filter: g.param(`${path}.filter`, [3, 3, 3, 4]), pad: 'same', ...more })

describe('foldBatchNorm', () => {
  it('makes one convolution with the name of the batchNorm', () => {
    const before = buildGraph((g) => g.batchNorm('features', conv(g, image(g)), 'bn', 4))
    const after = fold(before)
    expect(print(after)).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 6, 6, 3])
        conv_filter = get_attr conv.filter                                        : float32[3, 3, 3, 4]
        conv_bias = get_attr conv.bias                                            : float32[4]
        bn_mean = get_attr bn.mean                                                : float32[4]
        bn_variance = get_attr bn.variance                                        : float32[4]
        bn_offset = get_attr bn.offset                                            : float32[4]
        bn_scale = get_attr bn.scale                                              : float32[4]
        features = conv2d(x, conv_filter, conv_bias, strides=[1, 1], pad=same, dilations=[1, 1])  : float32[batch, 6, 6, 4]
        return features
      "
    `)
    expect(difference(before, after, 1e-5)).toBeNull()
    expect(fold(after)).toBe(after)
  })

  it('folds into a bias that is there, and keeps its path', () => {
    const before = buildGraph((g) => {
      const x = image(g)
      return g.batchNorm('features', conv(g, x, 'conv', { bias: g.param('conv.bias', [4]) }), 'bn', 4)
    })
    const after = fold(before)
    expect([...after.params.keys()].filter((path) => path.startsWith('conv')).sort()).toEqual([
      'conv.bias',
      'conv.filter',
    ])
    expect(after.params.get('conv.bias')?.digest).not.toBe(before.params.get('conv.bias')?.digest)
    expect(difference(before, after, 1e-5)).toBeNull()
  })

  it('leaves statistics of another axis alone, of which there may be as many', () => {
    const before = buildGraph((g) =>
      g.op('batchNorm', 'features', {
        x: conv(g, g.input('x', [BATCH, 4, 6, 3])),
        mean: g.param('bn.mean', [1, 4, 1, 1]),
        variance: g.param('bn.variance', [1, 4, 1, 1], 2),
      }),
    )
    expect(fold(before)).toBe(before)
  })

  it('folds into a depthwise convolution with a channel multiplier', () => {
    const before = buildGraph((g) => {
      const y = g.op('depthwiseConv2d', 'y', {
        x: image(g),
        filter: g.param('dw.filter', [3, 3, 3, 2]),
        pad: 'valid',
      })
      return g.batchNorm('features', y, 'bn', 6)
    })
    expect(fold(before).nodes.some((node) => node.isOp('batchNorm'))).toBe(false)
    expect(difference(before, fold(before), 1e-5)).toBeNull()
  })

  it('folds into a linear layer', () => {
    const before = buildGraph((g) =>
      g.batchNorm(
        'features',
        g.op('linear', 'y', { x: g.input('x', [BATCH, 5]), weight: g.param('fc.weight', [5, 7]) }),
        'bn',
        7,
      ),
    )
    expect(fold(before).nodes.some((node) => node.isOp('batchNorm'))).toBe(false)
    expect(difference(before, fold(before), 1e-5)).toBeNull()
  })

  it('folds two batchNorms in a row', () => {
    const before = buildGraph((g) => g.batchNorm('z', g.batchNorm('y2', conv(g, image(g)), 'a', 4), 'b', 4))
    expect(fold(before).nodes.some((node) => node.isOp('batchNorm'))).toBe(false)
    expect(difference(before, fold(before), 1e-5)).toBeNull()
  })

  it('folds a batchNorm without offset and scale', () => {
    const before = buildGraph((g) =>
      g.op('batchNorm', 'z', {
        x: conv(g, image(g)),
        mean: g.param('m', [4]),
        variance: g.param('v', [4], 0.5),
        varianceEpsilon: 1e-5,
      }),
    )
    expect(fold(before).nodes.some((node) => node.isOp('batchNorm'))).toBe(false)
    expect(difference(before, fold(before), 1e-5)).toBeNull()
  })

  it('leaves a convolution alone whose output another node uses', () => {
    const before = buildGraph((g) => {
      const y = conv(g, image(g))
      return [g.batchNorm('z', y, 'bn', 4), y]
    })
    expect(fold(before)).toBe(before)
  })

  it('leaves a weight alone that another layer reads, through one node or two (pytorch#104593)', () => {
    const before = buildGraph((g) => {
      const x = image(g)
      const filter = g.param('shared.filter', [3, 3, 3, 4])
      const first = g.op('conv2d', 'first', { x, filter, pad: 'same' })
      const second = g.op('conv2d', 'second', { x, filter: g.read('shared.filter'), pad: 'same' })
      return [g.batchNorm('z', first, 'bn', 4), second]
    })
    const after = fold(before)
    expect(after.params.get('shared.filter')).toBe(before.params.get('shared.filter'))
    expect(after.params.has('shared.filter_folded')).toBe(true)
    expect(difference(before, after, 1e-5)).toBeNull()
  })

  it.each(['relu', 'relu6'])('leaves a convolution with %s alone', (activation) => {
    const before = buildGraph((g) => g.batchNorm('z', conv(g, image(g), 'conv', { activation }), 'bn', 4))
    expect(fold(before)).toBe(before)
  })

  it('leaves a batchNorm alone that stands by itself', () => {
    const before = buildGraph((g) => g.batchNorm('z', image(g), 'bn', 3))
    expect(fold(before)).toBe(before)
  })

  it('declines where the folded weights would not be finite', () => {
    const before = buildGraph((g) =>
      g.op('batchNorm', 'z', {
        x: conv(g, image(g)),
        mean: g.param('m', [4]),
        variance: g.param('v', [4], 0),
        varianceEpsilon: 0,
      }),
    )
    expect(fold(before)).toBe(before)
  })

  describe('with live variables', () => {
    const withVariable = (): { graph: Graph; variable: tf.Variable } => {
      const variable = tf.variable(tf.fill([3, 3, 3, 4], 0.25))
      const graph = buildGraph((g) => {
        const handle = {
          kind: 'variable',
          shape: [3, 3, 3, 4],
          dtype: 'float32',
          digest: `variable:${variable.id}`,
        } as const
        g.edit.setParam('conv.filter', { handle, data: variable })
        return g.batchNorm(
          'z',
          g.op('conv2d', 'y', { x: image(g), filter: g.read('conv.filter'), pad: 'same' }),
          'bn',
          4,
        )
      })
      return { graph, variable }
    }

    it('folds a snapshot, which later training does not change', () => {
      const { graph, variable } = withVariable()
      const after = fold(graph)
      expect(difference(graph, after, 1e-5)).toBeNull()
      expect(after.params.get('conv.filter')?.kind).toBe('bytes')
      expect(Array.from(variable.dataSync().slice(0, 2))).toEqual([0.25, 0.25])
      variable.assign(tf.zeros([3, 3, 3, 4]))
      expect(difference(graph, after, 1e-5)).not.toBeNull()
    })

    it('declines when the variables must go on training', () => {
      const { graph } = withVariable()
      expect(runPasses(graph, [foldBatchNorm], { liveVariables: 'decline' }).graph).toBe(graph)
    })
  })

  it('declines on a weight that is no float', () => {
    const before = buildGraph((g) => {
      const y = conv(g, image(g))
      return g.batchNorm('z', y, 'bn', 4)
    })
    const wrong = before.edit((edit) =>
      edit.setParam('bn.mean', bytesParam(new Int32Array(4), 'int32', [4])),
    ).graph
    expect(runPasses(wrong, [foldBatchNorm], { verify: false }).graph).toBe(wrong)
  })
})
