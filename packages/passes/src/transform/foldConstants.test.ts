import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Graph, printGraph, printType, Ref, tensorType } from '@tsfx/ir'
import { bindTfjs, bytesParam, defineOp, interpret, opNamed, registerOp } from '@tsfx/ops'
import { scalarOps } from '@tsfx/runtime'
import { beforeAll, describe, expect, it } from 'vitest'
import { eliminateDeadCode } from '../eliminateDeadCode.ts'
import { BATCH, buildGraph, difference, type GraphBuilder, inputsFor } from '../graphs.fixture.ts'
import { applyPass } from './applyPass.fixture.ts'
import { foldConstants, foldConstantsWith } from './foldConstants.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
  registerOp(halves)
})

/** [2 * N, ...] as a tuple of its halves: an op with several outputs. */
const halves = defineOp({
  name: 'foldTest.halves',
  summary: 'The first and the second half of the rows.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {},
  infer: ({ x }) => {
    const half = tensorType(x.dtype, [(x.shape[0] as number) / 2, ...x.shape.slice(1)])
    return { kind: 'tuple', items: [half, half] }
  },
  evaluate: ({ tf }, { x }) => tf.split(x, 2),
  capture: [],
  print: ({ x }) => ({ callee: 'tf.split', args: [x, 2] }),
})

const fold = (graph: Graph) => applyPass(applyPass(graph, foldConstants).graph, eliminateDeadCode).graph
const x5 = (g: GraphBuilder) => g.input('x', [BATCH, 5])
const show = (graph: Graph) => `\n${printGraph(graph, { places: false })}\n`

describe('foldConstants', () => {
  it('computes what depends on parameters alone; the old parameters go with dead code', () => {
    const before = buildGraph((g) => {
      const x = x5(g)
      const scale = g.op('sigmoid', 'gate', { x: g.param('gate.raw', [5]) }, { scope: 'gate' })
      const weight = g.op('mul', 'weight', { a: g.param('weight', [5, 5]), b: scale }, { scope: 'block.0' })
      return g.op('matMul', 'y', { a: x, b: weight })
    })
    const { graph, fired } = applyPass(before, foldConstants)
    expect(fired).toEqual(['foldConstants: weight_1'])
    const after = applyPass(graph, eliminateDeadCode).graph
    expect(show(after)).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 5])
        weight_1 = get_attr block.0.weight_1                         : float32[5, 5]
        y = matMul(x, weight_1, transposeA=false, transposeB=false)  : float32[batch, 5]
        return y
      "
    `)
    expect([...after.params.keys()]).toEqual(['block.0.weight_1'])
    expect(difference(before, after)).toBeNull()
    expect(applyPass(graph, foldConstants).graph).toBe(graph)
  })

  it('leaves a graph without constants as the same version, with an unused input too', () => {
    const before = buildGraph((g) => {
      g.input('unused', [BATCH, 2])
      return g.op('mul', 'y', { a: x5(g), b: g.param('w', [5]) })
    })
    expect(applyPass(before, foldConstants).graph).toBe(before)
  })

  it('stores what several users share once, and an output that is constant', () => {
    const before = buildGraph((g) => {
      const x = x5(g)
      const twice = g.op('tanh', 'twice', { x: g.param('w', [5]) })
      return { a: g.op('mul', 'a', { a: x, b: twice }), b: g.op('add', 'b', { a: x, b: twice }), twice }
    })
    const after = fold(before)
    expect(after.nodes.map(({ kind }) => kind)).toEqual([
      'placeholder',
      'get_attr',
      'call_function',
      'call_function',
      'output',
    ])
    expect(difference(before, after)).toBeNull()
  })

  it('keeps place and comment of what it stores, and finds a free path', () => {
    const before = buildGraph((g) => {
      const x = x5(g)
      const w = g.op('tanh', 'w', { x: g.param('w', [5]) }, { comment: 'squashed' })
      return g.op('mul', 'y', { a: x, b: w })
    })
    const node = applyPass(before, foldConstants).graph.nodes.find(({ target }) => target === 'w_1')!
    expect(node.meta.comment).toBe('squashed')
    expect(node.meta.pass).toBe('foldConstants')
    expect(node.meta.from?.map(({ target }) => target)).toEqual(['tanh'])
  })

  it('keeps random ops, named dims and skipped calls, and says so', () => {
    const { graph, nearMisses } = applyPass(
      buildGraph((g) => {
        const x = x5(g)
        const w = g.param('w', [5])
        const byName = g.op('dropout', 'random', { x: w, rate: 0 })
        const shaped = g.op('reshape', 'shaped', { x: w, shape: [-1, 5] })
        return [g.op('add', 'y', { a: x, b: byName }), g.op('add', 'z', { a: x, b: shaped })]
      }),
      foldConstantsWith({ skip: (node) => node.isOp('reshape') }),
    )
    expect(graph.find('random')!.target).toBe('dropout')
    expect(graph.find('shaped')!.target).toBe('reshape')
    expect(nearMisses).toEqual([
      'foldConstants: random: dropout is not pure',
      'foldConstants: shaped: it is to be skipped',
    ])
  })

  it('does not undo the quantization of weights', () => {
    const before = buildGraph((g) => {
      const q = { scale: [0.5], zeroPoint: [0], axes: [], qmin: -128, qmax: 127 }
      g.edit.setParam('w', bytesParam(Int8Array.of(1, 2, 3, 4, 5), 'int8', [5], q))
      return g.op('mul', 'y', { a: x5(g), b: g.op('dequantize', 'real', { x: g.read('w') }) })
    })
    const { graph, nearMisses } = applyPass(before, foldConstants)
    expect(graph).toBe(before)
    expect(nearMisses).toEqual(['foldConstants: real: it is to be skipped'])
    const folded = applyPass(before, foldConstantsWith({ skip: () => false })).graph
    expect(folded.find('real')!.kind).toBe('get_attr')
    expect(difference(before, folded)).toBeNull()
  })

  it('computes integer ops by the scalar kernels, in the rounding of the graph', () => {
    const output = { scale: 0.25, zeroPoint: 3, dtype: 'int8', qmin: -128, qmax: 127 } as const
    const before = buildGraph((g) => {
      const q = { scale: [0.5], zeroPoint: [0], axes: [], qmin: -128, qmax: 127 }
      g.edit.setParam('w', bytesParam(Int8Array.of(-7, 2, 3, 4, 5), 'int8', [5], q))
      g.edit.setMeta({ rounding: 'double' })
      const x = g.op('quantize', 'stored', { x: x5(g), output })
      return g.op('q.add', 'y', { a: x, b: g.op('q.relu', 'w', { x: g.read('w'), output }), output })
    })
    const after = fold(before)
    const handle = after.params.get('w_1')!
    expect(printType(after.find('w_1')!.type)).toBe('int8[5]{0.25, 3}')
    const { data } = scalarOps('double').relu(
      {
        kind: 'quantized',
        data: Int8Array.of(-7, 2, 3, 4, 5),
        shape: [5],
        dtype: 'int8',
        scale: 0.5,
        zeroPoint: 0,
      },
      { output },
    ) as { data: Int8Array }
    expect([...after.store.read(handle)]).toEqual([...data])
  })

  it('leaves integers that are a result: a stored weight is no quantized tensor', () => {
    const output = { scale: 0.25, zeroPoint: 3, dtype: 'int8', qmin: -128, qmax: 127 } as const
    const before = buildGraph((g) => {
      const q = { scale: [0.5], zeroPoint: [0], axes: [], qmin: -128, qmax: 127 }
      g.edit.setParam('w', bytesParam(Int8Array.of(1, 2, 3, 4, 5), 'int8', [5], q))
      const result = g.op('q.relu', 'result', { x: g.read('w'), output })
      const inner = g.op('q.relu', 'inner', { x: g.read('w'), output })
      const x = g.op('quantize', 'stored', { x: x5(g), output })
      return { result, y: g.op('q.add', 'y', { a: x, b: inner, output }) }
    })
    const { graph, fired, nearMisses } = applyPass(before, foldConstants)
    expect(nearMisses).toEqual([
      'foldConstants: result: it is a result, and stored integers are a weight, not a quantized tensor',
    ])
    expect(fired).toEqual(['foldConstants: inner'])
    const run = (each: Graph) => JSON.stringify(interpret(each, inputsFor(before), { tf }))
    expect(run(graph)).toBe(run(before))
  })

  it('stores each used item of an op with several outputs', () => {
    const before = buildGraph((g) => {
      const x = x5(g)
      const { node } = g.op('foldTest.halves', 'pair', { x: g.param('w', [4, 5]) })
      const { node: other } = g.op('foldTest.halves', 'whole', { x: g.param('v', [4, 5]) })
      return [g.op('matMul', 'y', { a: x, b: new Ref(node, 1), transposeB: true }), new Ref(other)]
    })
    const after = fold(before)
    expect([...after.params.keys()].sort()).toEqual(['pair.1', 'whole.0', 'whole.1'])
    expect(after.nodes.some(({ target }) => target === 'foldTest.halves')).toBe(false)
    expect(difference(before, after)).toBeNull()
    const { numTensors } = tf.memory()
    applyPass(before, foldConstants)
    expect(tf.memory().numTensors).toBe(numTensors)
  })

  it('does not let the weights grow beyond the limit', () => {
    const model = (alone: boolean) =>
      buildGraph((g) => {
        const [row, column] = [g.param('row', [1, 40]), g.param('column', [40, 1])]
        const table = g.op('add', 'table', { a: row, b: column })
        const y = g.op('matMul', 'y', {
          a: g.input('x', [BATCH, 40]),
          b: g.op('relu', 'positive', { x: table }),
        })
        return alone ? y : [y, g.op('mul', 'z', { a: g.input('u', [BATCH, 40]), b: row })]
      })
    const limited = foldConstantsWith({ maxGrowth: 40 * 40 * 4 - 2 * 40 * 4 })
    expect(applyPass(model(true), limited).graph.find('positive')!.kind).toBe('get_attr')
    // `row` is read elsewhere and stays, so storing the table costs more.
    const { graph, nearMisses } = applyPass(model(false), limited)
    expect(nearMisses[0]).toBe(
      'foldConstants: positive: storing it takes 6400 bytes, and the parameters it is made of do not make up for them',
    )
    expect(graph.find('table')!.kind).toBe('call_function')
    // Small results are stored whatever they are made of; a big step on the way to a small one costs nothing.
    const mean = buildGraph((g) => {
      const table = g.op('add', 'table', { a: g.param('row', [1, 40]), b: g.param('column', [40, 1]) })
      return g.op('mul', 'y', { a: g.input('x', [BATCH, 1]), b: g.op('mean', 'm', { x: table }) })
    })
    expect(applyPass(mean, foldConstantsWith({ maxGrowth: 4 })).fired).toEqual(['foldConstants: m'])
  })

  it('takes a snapshot of variables, or leaves them to training', () => {
    const variable = tf.variable(tf.tensor1d([1, 2, 3, 4, 5]))
    const before = buildGraph((g) => {
      const handle = { kind: 'variable', shape: [5], dtype: 'float32', digest: 'v' } as const
      g.edit.setParam('v', { handle, data: variable })
      return g.op('mul', 'y', { a: x5(g), b: g.op('reshape', 'w', { x: g.read('v'), shape: [1, 5] }) })
    })
    const declined = applyPass(before, foldConstants, 'decline')
    expect(declined.graph).toBe(before)
    expect(declined.nearMisses).toEqual(['foldConstants: w: it reads a variable that is trained'])
    const { graph } = applyPass(before, foldConstants)
    const handle = graph.params.get('w')!
    variable.assign(tf.zeros([5]))
    expect(handle.kind).toBe('bytes')
    expect([...graph.store.read(handle)]).toEqual([1, 2, 3, 4, 5])
    variable.dispose()
  })

  it('names the node that cannot be computed', () => {
    const failing = defineOp({
      ...opSpec,
      name: 'foldTest.failing',
      evaluate: () => {
        throw new Error('no luck')
      },
    })
    registerOp(failing)
    const before = buildGraph((g) =>
      g.op('mul', 'y', { a: x5(g), b: g.op(failing.name, 'w', { x: g.param('p', [5]) }) }),
    )
    expect(() => applyPass(before, foldConstants)).toThrow(/TSFX0513 .*computing w: no luck/)
    expect(opNamed(failing.name)).toBe(failing)
  })

  it('takes a chain of 20,000 constant calls', () => {
    const before = buildGraph((g) => {
      let w = g.param('w', [1])
      for (let i = 0; i < 20_000; i++) w = g.op('relu', 'w', { x: w })
      return g.op('mul', 'y', { a: g.input('x', [BATCH, 1]), b: w })
    })
    const after = fold(before)
    expect(after.nodes).toHaveLength(4)
  })
})

const opSpec = {
  name: '',
  summary: 'Fails.',
  domain: 'float',
  inputs: { x: 'tensor' },
  attrs: {},
  infer: ({ x }: { readonly x: ReturnType<typeof tensorType> }) => x,
  capture: [],
  print: () => ({ callee: 'fail', args: [] }),
} as const
