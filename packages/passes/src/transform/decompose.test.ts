import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { addDims, type Graph, graphToJson, namedDim, printGraph, Ref } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorOf } from '../errorOf.fixture.ts'
import { BATCH, buildGraph, difference, type GraphBuilder } from '../graphs.fixture.ts'
import { runPasses } from '../manager/runPasses.ts'
import { applyPass } from './applyPass.fixture.ts'
import { decompose } from './decompose.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

type X = { readonly x: tf.Tensor }

const x5 = (g: GraphBuilder) => g.input('x', [BATCH, 5])
const show = (graph: Graph) => `\n${printGraph(graph, { places: false })}\n`
const targets = (graph: Graph) =>
  graph.nodes.filter(({ kind }) => kind === 'call_function').map(({ target }) => target)

const sigmoid = ({ x }: X) => tf.div(1, tf.add(1, tf.exp(tf.sub(0, x))))

describe('decompose', () => {
  it('puts what a plain function computes in the place of a call', () => {
    const before = buildGraph((g) => {
      const h = g.op('sigmoid', 'gate', { x: x5(g) }, { scope: 'act', comment: 'opens and closes' })
      return g.op('relu', 'y', { x: h })
    })
    const { graph, inverse, fired } = applyPass(before, decompose({ sigmoid }))
    expect(show(graph)).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 5])
        _constant0 = get_attr _constant0  : float32[]
        sub = sub(_constant0, x)          : float32[batch, 5]
        exp = exp(sub)                    : float32[batch, 5]
        _constant1 = get_attr _constant1  : float32[]
        add = add(_constant1, exp)        : float32[batch, 5]
        _constant2 = get_attr _constant2  : float32[]
        gate = div(_constant2, add)       : float32[batch, 5]
        y = relu(gate)                    : float32[batch, 5]
        return y
      "
    `)
    expect(fired).toEqual(['sigmoid: gate'])
    expect(difference(before, graph, 1e-6)).toBeNull()
    expect(graphToJson(graph.apply(inverse))).toEqual(graphToJson(before))
    const { scope, meta } = graph.find('gate')!
    expect([scope, meta.pass, meta.from?.map(({ name }) => name)]).toEqual(['act', 'decompose', ['gate']])
    expect(graph.nodes.filter((node) => node.meta.comment === 'opens and closes')).toHaveLength(1)
  })

  it('goes on until no listed op is left', () => {
    const table = {
      softmax: ({ x }: X) => tf.div(tf.exp(x), tf.mul(tf.mean(tf.exp(x), -1, true), x.shape.at(-1)!)),
      relu6: ({ x }: X) => tf.sub(tf.relu(x), tf.relu(tf.sub(x, 6))),
      // Through relu6 to simpler ops.
      dropout: ({ x, rate }: X & { readonly rate: number }) => tf.mul(tf.relu6(x), 1 - rate),
    }
    const before = buildGraph((g) => {
      const h = g.op('dropout', 'd', { x: g.op('relu6', 'r', { x: x5(g) }), rate: 0.5 })
      return [g.op('softmax', 's', { x: h }), h]
    })
    const { graph } = applyPass(before, decompose(table))
    expect(targets(graph).filter((target) => target in table)).toEqual([])
    expect(targets(graph).filter((target) => target === 'relu')).toHaveLength(4)
    expect(applyPass(graph, decompose(table)).graph).toBe(graph)
    // All that came from `d` says so, also what came through relu6.
    const from = graph.nodes.filter(({ meta }) => meta.from?.some(({ name }) => name === 'd'))
    expect(from.filter(({ kind }) => kind === 'call_function').map(({ target }) => target)).toEqual([
      'relu',
      'sub',
      'relu',
      'sub',
      'mul',
    ])
  })

  it('traces alike nodes once, and others at their own types', () => {
    let calls = 0
    const relu6 = ({ x }: X) => {
      calls++
      return tf.sub(tf.relu(x), tf.relu(tf.sub(x, 6)))
    }
    const chain = (length: number) =>
      buildGraph((g) => {
        let y = x5(g)
        for (let i = 0; i < length; i++) y = g.op('relu6', 'y', { x: y })
        return y
      })
    applyPass(chain(1), decompose({ relu6 }))
    const once = calls
    const { graph } = applyPass(chain(20), decompose({ relu6 }))
    expect(calls).toBe(2 * once)
    expect(difference(chain(20), graph, 1e-6)).toBeNull()
  })

  it('gives the function attributes, lists and what is left out, and named dims as sizes', () => {
    const seen: unknown[] = []
    const before = buildGraph((g) => {
      const x = g.input('x', [BATCH, 4, 3])
      const flat = g.op('flatten', 'flat', { x, rows: BATCH })
      const wide = g.op('linear', 'wide', { x: flat, weight: g.param('w', [12, 2]) })
      return g.op('concat', 'both', { xs: [wide, wide], axis: -1 })
    })
    const table = {
      flatten: ({ x, rows }: X & { readonly rows: number }) => {
        seen.push(typeof rows)
        return tf.reshape(x, [rows, 12])
      },
      linear: ({
        x,
        weight,
        bias,
      }: X & { readonly weight: tf.Tensor2D; readonly bias: tf.Tensor | null }) => {
        seen.push(bias)
        return tf.matMul(x as tf.Tensor2D, weight)
      },
      concat: ({ xs, axis }: { readonly xs: tf.Tensor[]; readonly axis: number }) => {
        seen.push(axis, xs.length)
        return tf.concat([...xs].reverse(), 1)
      },
    }
    const { graph } = applyPass(before, decompose({ flatten: table.flatten, linear: table.linear }))
    expect(show(graph)).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 4, 3])
        flat = reshape(x, shape=[batch, 12])                        : float32[batch, 12]
        w = get_attr w                                              : float32[12, 2]
        wide = matMul(flat, w, transposeA=false, transposeB=false)  : float32[batch, 2]
        both = concat(xs=[wide, wide], axis=-1)                     : float32[batch, 4]
        return both
      "
    `)
    expect(difference(before, graph)).toBeNull()
    expect(new Set(seen)).toEqual(new Set(['number', null]))
    const circular = errorOf(() => applyPass(before, decompose(table)))
    expect([circular.code, circular.summary, circular.place.node]).toEqual([
      'TSFX2034',
      'the decomposition of concat leads back to concat: concat -> concat',
      'both',
    ])
    expect(new Set(seen)).toEqual(new Set(['number', null, -1, 2]))
  })

  it('brings parameters of its own, once for each value', () => {
    const relu6 = ({ x }: X) => tf.sub(tf.relu(x), tf.relu(tf.sub(x, tf.tensor([6, 6, 6, 6, 6]))))
    const before = buildGraph((g) => g.op('relu6', 'y', { x: g.op('relu6', 'x1', { x: x5(g) }) }))
    const { graph } = applyPass(before, decompose({ relu6 }))
    expect([...graph.params.values()].map(({ shape }) => shape)).toEqual([[5]])
    expect(difference(before, graph, 1e-6)).toBeNull()
  })

  it('may return its input, and a result that is used by items only', () => {
    const before = buildGraph((g) => {
      const x = x5(g)
      const d = g.op('dropout', 'd', { x, rate: 0.5 })
      return [new Ref(d.node), g.op('relu', 'y', { x: d })]
    })
    const { graph } = applyPass(before, decompose({ dropout: ({ x }: X) => x }))
    expect(graph.nodes.map(({ name }) => name)).toEqual(['x', 'y', 'output'])
  })

  it('keeps named dims named', () => {
    const before = buildGraph((g) => {
      const x = g.input('x', [BATCH, namedDim('time'), 3])
      const flat = g.op('reshape', 'flat', { x, shape: [-1, 3] })
      return g.op('relu6', 'y', { x: flat })
    })
    const relu6 = ({ x }: X) => tf.sub(tf.relu(x), tf.relu(tf.sub(x, 6)))
    const { graph } = applyPass(before, decompose({ relu6 }))
    expect(graph.find('y')!.type).toEqual(before.find('y')!.type)
    expect(graph.find('flat')).toBe(before.find('flat'))
  })

  it('refuses what leads back to its own op, through others too (TSFX2034)', () => {
    const before = buildGraph((g) => g.op('relu6', 'y', { x: x5(g) }))
    const table = {
      relu6: ({ x }: X) => tf.tanh(x),
      tanh: ({ x }: X) => tf.sigmoid(x),
      sigmoid: ({ x }: X) => tf.relu6(x),
    }
    const error = errorOf(() => applyPass(before, decompose(table)))
    expect([error.code, error.summary]).toEqual([
      'TSFX2034',
      'the decomposition of relu6 leads back to relu6: relu6 -> tanh -> sigmoid -> relu6',
    ])
  })

  it('refuses a result of another type (TSFX2035), and an unknown op (TSFX2031)', () => {
    const before = buildGraph((g) => g.op('relu6', 'y', { x: x5(g) }))
    const error = errorOf(() => applyPass(before, decompose({ relu6: ({ x }: X) => tf.mean(x, -1) })))
    expect([error.code, error.summary, error.place.node]).toEqual([
      'TSFX2035',
      'the decomposition of relu6 gives float32[batch] in the place of y, which is float32[batch, 5]',
      'y',
    ])
    expect(errorOf(() => decompose({ relu7: ({ x }: X) => x })).code).toBe('TSFX2031')
  })

  it('reads sizes from the inputs, and refuses one that none of them shows (TSFX2039)', () => {
    const column = ({ x, shape }: X & { readonly shape: number[] }) => {
      expect(shape.every(Number.isInteger)).toBe(true)
      return tf.matMul(x as tf.Tensor2D, tf.ones([1, 1]))
    }
    const joined = (a: string, b: string) =>
      buildGraph((g) => {
        const [one, two] = [g.input('one', [namedDim(a), 1]), g.input('two', [namedDim(b), 1])]
        const x = g.op('concat', 'rows', { xs: [one, two], axis: 0 })
        return g.op('reshape', 'y', { x, shape: [addDims(namedDim(a), namedDim(b)), 1] })
      })
    expect(targets(applyPass(joined('a', 'a'), decompose({ reshape: column })).graph)).toEqual([
      'concat',
      'matMul',
    ])
    const error = errorOf(() => applyPass(joined('a', 'b'), decompose({ reshape: column })))
    expect([error.code, error.summary, error.place.node]).toEqual([
      'TSFX2039',
      'the decomposition of reshape needs shape=a + b of y, and no input of it tells that size',
      'y',
    ])
  })

  it('is a pass like others: the numbers can be checked', () => {
    const before = buildGraph((g) => g.op('sigmoid', 'y', { x: x5(g) }))
    const inputs = { x: tf.randomUniform([3, 5], -2, 2) }
    const { graph } = runPasses(before, [decompose({ sigmoid })], { check: { inputs, tolerance: 1e-6 } })
    expect(targets(graph)).toEqual(['sub', 'exp', 'add', 'div'])
  })

  it('takes a chain of 20,000 calls', () => {
    const before = buildGraph((g) => {
      let x = x5(g)
      for (let i = 0; i < 20_000; i++) x = g.op('relu6', 'r', { x })
      return x
    })
    const { graph } = applyPass(before, decompose({ relu6: ({ x }: X) => tf.relu(tf.relu(x)) }))
    expect(graph.nodesOf('relu')).toHaveLength(40_000)
  })
})
