import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type DiagnosticError, multiplyDims, namedDim, printType, Ref, verify } from '@tsfx/ir'
import { bindTfjs, interpret, opCatalog } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorOf } from '../errorOf.fixture.ts'
import { BATCH, buildGraph } from '../graphs.fixture.ts'
import { runPasses } from '../manager/runPasses.ts'
import { type RetypedInputs, retypeInputs, retypeInputsPass } from './retypeInputs.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const T = namedDim('t')

const model = () =>
  buildGraph((g) => {
    const x = g.input('x', [BATCH, T, 3])
    const h = g.op('mul', 'h', { a: x, b: g.param('f', [3]) })
    const pooled = g.op('mean', 'pooled', { x: h, axis: [1] })
    const flat = g.op('flatten', 'flat', { x: h, rows: BATCH })
    const pair = g.op('concat', 'pair', { xs: [x, h], axis: 1 })
    return { scores: g.op('add', 'scores', { a: pooled, b: g.input('offset', [BATCH, 3]) }), flat, pair }
  })

const types = (inputs: RetypedInputs) => {
  const graph = retypeInputs(model(), inputs)
  verify(graph, opCatalog)
  return Object.fromEntries(graph.nodes.map((node) => [node.name, printType(node.type)]))
}

describe('retypeInputs', () => {
  it('gives every node the type that follows, and the other inputs of a dim their size', () => {
    expect(types({ x: [8, 16, 3] })).toMatchObject({
      x: 'float32[8, 16, 3]',
      pooled: 'float32[8, 3]',
      flat: 'float32[8, 48]',
      pair: 'float32[8, 32, 3]',
      offset: 'float32[8, 3]',
      scores: 'float32[8, 3]',
    })
  })

  it('takes names, and dims that are computed', () => {
    expect(types({ x: ['n', 't', 3] })).toMatchObject({ flat: 'float32[n, 3*t]', offset: 'float32[n, 3]' })
    expect(types({ offset: [1, 3], x: [1, multiplyDims(2, namedDim('half')), 3] })).toMatchObject({
      flat: 'float32[1, 6*half]',
      pair: 'float32[1, 4*half, 3]',
    })
  })

  it('leaves what does not change as it is', () => {
    const before = model()
    expect(retypeInputs(before, {})).toBe(before)
    expect(retypeInputs(before, { x: ['batch', 't', 3] })).toBe(before)
    const { f } = Object.fromEntries(before.nodes.map((node) => [node.name, node]))
    expect(retypeInputs(before, { x: [2, 5, 3] }).find('f')).toBe(f)
  })

  it('agrees with the numbers: what was inferred is what is computed', () => {
    const graph = retypeInputs(model(), { x: [2, 5, 3] })
    const result = interpret(graph, { x: tf.ones([2, 5, 3]), offset: tf.ones([2, 3]) })
    const shapes = Object.values(result as unknown as Record<string, tf.Tensor>).map(({ shape }) => shape)
    expect(shapes).toEqual([
      [2, 3],
      [2, 15],
      [2, 10, 3],
    ])
  })

  it('carries dtypes and opaque modules along', () => {
    const before = buildGraph((g) => {
      const x = g.input('x', [BATCH, 5])
      const { type } = g.edit.node(x.node)
      const opaque = new Ref(g.edit.append({ kind: 'call_module', target: 'm', args: { x }, type }).id)
      return [g.op('relu', 'y', { x: opaque }), g.op('add', 'sum', { a: x, b: x })]
    })
    const after = retypeInputs(before, { x: { shape: [3, 5], dtype: 'int32' } })
    expect(printType(after.find('y')!.type)).toBe('float32[3, 5]')
    expect(printType(after.find('sum')!.type)).toBe('int32[3, 5]')
  })

  it('is a pass too, undone like others', () => {
    const before = model()
    const { graph, records } = runPasses(before, [retypeInputsPass({ x: [8, 16, 3] })])
    expect(printType(graph.find('flat')!.type)).toBe('float32[8, 48]')
    expect(graph.apply(records[0]!.inverse).state).toEqual(before.state)
  })

  it('names the node that does not accept its new inputs, and what it said (TSFX2033)', () => {
    const image = buildGraph((g) => {
      const x = g.input('x', [BATCH, 8, 8, 3])
      return g.op('conv2d', 'h', { x, filter: g.param('f', [3, 3, 3, 4]), strides: 2, pad: 'same' })
    })
    expect(printType(retypeInputs(image, { x: [1, 64, 32, 3] }).find('h')!.type)).toBe(
      'float32[1, 32, 16, 4]',
    )
    const error = errorOf(() => retypeInputs(image, { x: [8, 16, 16, 1] }))
    expect([error.code, error.place.node, (error.cause as DiagnosticError).code]).toEqual([
      'TSFX2033',
      'h',
      'TSFX0511',
    ])
    expect(error.summary).toMatch(/^h \(conv2d\) does not fit its inputs: conv2d: /)
  })

  it('refuses what contradicts itself, and inputs that are not there (TSFX2036)', () => {
    const summaryOf = (inputs: RetypedInputs) => errorOf(() => retypeInputs(model(), inputs)).summary
    expect(summaryOf({ x: [8, 16, 3], offset: [4, 3] })).toBe(
      'input offset cannot be retyped: batch would be both 8 and 4',
    )
    expect(summaryOf({ image: [8] })).toBe(
      'input image cannot be retyped: the graph has no such tensor; its inputs are x, offset',
    )
    expect(summaryOf({ x: [0, 16, 3] })).toBe(
      "input x cannot be retyped: '0' is neither a positive integer nor a name",
    )
  })

  it('takes a chain of 20,000 nodes', () => {
    const before = buildGraph((g) => {
      let x = g.input('x', [BATCH, 5])
      for (let i = 0; i < 20_000; i++) x = g.op('relu', 'r', { x })
      return g.op('tanh', 'y', { x })
    })
    expect(printType(retypeInputs(before, { x: [2, 7] }).find('y')!.type)).toBe('float32[2, 7]')
  })
})
