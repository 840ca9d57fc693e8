import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { printGraph, printType } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorOf } from '../errorOf.fixture.ts'
import { BATCH, buildGraph, difference, type GraphBuilder } from '../graphs.fixture.ts'
import { applyPass } from './applyPass.fixture.ts'
import { replaceOp } from './replaceOp.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const x5 = (g: GraphBuilder) => g.input('x', [BATCH, 5])

describe('replaceOp', () => {
  const product = () =>
    buildGraph((g) => {
      const y = g.op(
        'matMul',
        'y',
        { a: x5(g), b: g.param('w', [5, 2]) },
        { comment: 'scores', scope: 'head' },
      )
      return g.op('relu', 'z', { x: y })
    })

  it('makes every call of one op a call of the other, in place', () => {
    const before = buildGraph((g) =>
      g.op('relu', 'z', { x: g.op('sigmoid', 's', { x: g.op('relu', 'y', { x: x5(g) }) }) }),
    )
    const { graph } = applyPass(before, replaceOp('relu', 'tanh'))
    expect(graph.nodes.map(({ target }) => target)).toEqual(['x', 'tanh', 'sigmoid', 'tanh', 'output'])
    expect(graph.nodes.map(({ id }) => id)).toEqual(before.nodes.map(({ id }) => id))
    expect(applyPass(graph, replaceOp('relu', 'tanh')).graph).toBe(graph)
  })

  it('maps arguments, fills in defaults, keeps comment and place', () => {
    const before = product()
    const { graph } = applyPass(
      before,
      replaceOp('matMul', 'linear', ({ a, b }) => ({ x: a, weight: b })),
    )
    expect(`\n${printGraph(graph, { places: false })}\n`).toMatchInlineSnapshot(`
      "
      Net(x: float32[batch, 5])
        w = get_attr w    : float32[5, 2]
        y = linear(x, w)  : float32[batch, 2]
        z = relu(y)       : float32[batch, 2]
        return z
      "
    `)
    const { meta, scope, args } = graph.find('y')!
    expect([meta.comment, meta.pass, scope, args.bias, args.activation]).toEqual([
      'scores',
      'replaceOp',
      'head',
      null,
      null,
    ])
    expect(difference(before, graph)).toBeNull()
  })

  it('carries a changed type on', () => {
    const doubled = replaceOp('relu', 'concat', ({ x }) => ({ xs: [x!, x!], axis: 1 }))
    const before = buildGraph((g) => g.op('tanh', 'z', { x: g.op('relu', 'y', { x: x5(g) }) }))
    expect(printType(applyPass(before, doubled).graph.find('z')!.type)).toBe('float32[batch, 10]')
  })

  it('takes a number for a tensor', () => {
    const before = buildGraph((g) => g.op('relu', 'y', { x: x5(g) }))
    const { graph } = applyPass(
      before,
      replaceOp('relu', 'mul', ({ x }) => ({ a: x, b: 0.5 })),
    )
    expect(graph.nodes.map(({ target }) => target)).toEqual(['x', '_constant', 'mul', 'output'])
    expect([...graph.store.read(graph.params.get('_constant')!)]).toEqual([0.5])
  })

  it('names the argument that is missing (TSFX2032), and one that is not there (TSFX0511)', () => {
    const missing = errorOf(() =>
      applyPass(
        product(),
        replaceOp('matMul', 'linear', ({ a }) => ({ x: a })),
      ),
    )
    expect([missing.code, missing.summary, missing.place.node]).toEqual([
      'TSFX2032',
      "linear needs the argument 'weight', which y does not give",
      'y',
    ])
    const attribute = errorOf(() => applyPass(product(), replaceOp('relu', 'flatten')))
    expect(attribute.summary).toBe("flatten needs the argument 'rows', which z does not give")
    const extra = errorOf(() => applyPass(product(), replaceOp('matMul', 'add')))
    expect([extra.code, extra.summary]).toEqual(['TSFX0511', "add: there is no argument 'transposeA'"])
  })

  it('refuses an op that is not registered, before it runs (TSFX2031)', () => {
    expect(errorOf(() => replaceOp('relu', 'relu7')).summary).toBe(
      "there is no op 'relu7'; did you mean 'relu'?",
    )
    expect(errorOf(() => replaceOp('relu7', 'relu')).code).toBe('TSFX2031')
  })
})
