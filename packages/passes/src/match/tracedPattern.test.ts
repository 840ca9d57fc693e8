/** @file What a pattern function says: parameters, literals, constants, named dims. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { Graph, printGraph, Ref, tensorType } from '@tsfx/ir'
import { bindTfjs, bytesParam } from '@tsfx/ops'
import { trace } from '@tsfx/tracer'
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { BATCH, buildGraph, difference } from '../graphs.fixture.ts'
import { one, replaced, type T, X } from './replaced.fixture.ts'
import { replacePattern } from './replacePattern.ts'
import type { TensorFunction } from './tracedRule.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

describe('constants of the functions', () => {
  it('are float numbers: integers compute otherwise', () => {
    const graph = Graph.empty().edit((edit) => {
      const type = tensorType('int32', [4])
      const x = edit.append({ kind: 'placeholder', target: 'x', type })
      edit.setParam('two', bytesParam(Int32Array.of(2), 'int32', []))
      const k = edit.append({ kind: 'get_attr', target: 'two', type: tensorType('int32', []) })
      const half = { target: 'div', name: 'half', args: { a: new Ref(x.id), b: new Ref(k.id) }, type }
      const d = edit.append({ kind: 'call_function', ...half })
      const again = { target: 'mul', name: 'm', args: { a: new Ref(d.id), b: new Ref(k.id) }, type }
      const m = edit.append({ kind: 'call_function', ...again })
      edit.append({ kind: 'output', target: 'output', args: { value: new Ref(m.id) }, type })
    }).graph
    const fields = {
      inputs: { x: [null] },
      pattern: (x: T) => tf.mul(tf.div(x, 2), 2),
      replacement: (x: T) => x,
    } as const
    for (const ignoreLiterals of [false, true])
      expect(replacePattern(graph, { ...fields, ignoreLiterals }).matches).toEqual([])
  })
})

describe('parameters of the functions', () => {
  it('may be given in any order, and stay unused', () => {
    const before = buildGraph((g) => g.op('sub', 'd', { a: one(g, 'p'), b: one(g, 'y') }))
    const inputs = { y: [null, 4], unused: [3], x: [null, 4] } as const
    const after = replaced(before, {
      inputs,
      pattern: (y: T, _unused: T, x: T) => tf.sub(x, y),
      replacement: (y: T, _unused: T, x: T) => tf.div(x, y),
    })
    const d = after.graph.find('d')!
    expect([d.target, after.graph.node((d.args.a as Ref).node).name]).toEqual(['div', 'p'])
    expect(() =>
      replacePattern(before, {
        inputs,
        pattern: (y: T, _unused: T, x: T) => tf.sub(x, y),
        replacement: (y: T, unused: T, x: T) => tf.div(x, tf.add(y, tf.mean(unused))),
      }),
    ).toThrow(/TSFX2027.*'unused'/s)
  })

  it('have the types that the function gives them', () => {
    const typed = (x: tf.Tensor2D, [scale]: readonly tf.Tensor[]): tf.Tensor2D => tf.mul(x, scale!)
    expectTypeOf(typed).toExtend<TensorFunction>()
    expectTypeOf((x: T) => x.relu()).toExtend<TensorFunction>()
    expectTypeOf<Parameters<TensorFunction>>().toEqualTypeOf<never[]>()
    expectTypeOf('relu').not.toExtend<TensorFunction>()
  })

  it('may be lists, and lists of values are matched item by item', () => {
    const graph = (count: number): Graph =>
      buildGraph((g) =>
        g.op('concat', 'cat', { xs: Array.from({ length: count }, (_, i) => one(g, `x${i}`)), axis: 1 }),
      )
    const fields = {
      inputs: {
        xs: [
          [null, 4],
          [null, 4],
        ],
      },
      pattern: ([a, b]: T[]) => tf.concat([a!, b!], 1),
      replacement: ([a, b]: T[]) => tf.concat([b!, a!], 1),
    }
    const cat = replaced(graph(2), fields).graph.find('cat')!
    expect((cat.args.xs as Ref[]).map((ref) => ref.node)).toEqual([1, 0])
    expect(replaced(graph(3), fields).count).toBe(0)
  })

  it('need to know the types of what they find', () => {
    const before = Graph.empty().edit((edit) => {
      const x = edit.append({ kind: 'placeholder', target: 'x' })
      const r = edit.append({ kind: 'call_function', target: 'relu', name: 'r', args: { x: new Ref(x.id) } })
      edit.append({ kind: 'output', target: 'output', args: { value: new Ref(r.id) } })
    }).graph
    const fields = { inputs: X, pattern: (x: T) => tf.relu(x), replacement: (x: T) => tf.tanh(x) }
    expect(replaced(before, fields).nearMisses).toMatchObject([
      { node: 'r', reason: "'x' is of a type that a function cannot be traced at: ?" },
    ])
  })

  it('see the real shapes in the replacement', () => {
    const before = buildGraph((g) => g.op('relu', 'r', { x: g.input('x', [BATCH, 3, 5]) }))
    const seen: number[][] = []
    const after = replaced(before, {
      inputs: X,
      pattern: (x: T) => tf.relu(x),
      replacement: (x: T) => {
        seen.push(x.shape.slice(1))
        return tf.reshape(tf.relu6(tf.reshape(x, [-1, 15])), [-1, 3, 5])
      },
    })
    expect(seen).toContainEqual([3, 5])
    expect(after.ops).toEqual(['reshape', 'relu6', 'reshape'])
    expect(
      difference(
        buildGraph((g) => g.op('relu6', 'r', { x: g.input('x', [BATCH, 3, 5]) })),
        after.graph,
      ),
    ).toBeNull()
  })
})

describe('literals', () => {
  const pool = (strides: number) => (x: T) => tf.maxPool(x as tf.Tensor4D, 2, strides, 'valid')
  const before = () =>
    buildGraph((g) =>
      g.op('maxPool', 'p', { x: g.input('x', [BATCH, 8, 8, 3]), filterSize: 2, strides: 2, pad: 'valid' }),
    )
  const inputs = { x: [null, 6, 6, 1] } as const

  it('must be equal, unless they are ignored', () => {
    const same = {
      inputs,
      pattern: pool(2),
      replacement: (x: T) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'valid'),
    }
    expect(replaced(before(), same).ops).toEqual(['avgPool'])
    const other = { ...same, pattern: pool(1) }
    const refused = replaced(before(), other)
    expect(refused.count).toBe(0)
    expect(refused.nearMisses[0]?.reason).toContain('strides must be')
    expect(replaced(before(), { ...other, ignoreLiterals: true }).ops).toEqual(['avgPool'])
  })

  it('that are scalars or tensors of the pattern are compared by value', () => {
    const offset = tf.tensor1d([1, 2, 3])
    const net = (scale: number, shift: T) => (x: T) => tf.add(tf.mul(x, scale), shift)
    const graph = trace(net(0.5, tf.tensor1d([1, 2, 3])), { x: [null, 3] }, { verify: false })
    const fields = { inputs: { x: [null, 3] }, pattern: net(0.5, offset), replacement: (x: T) => tf.relu(x) }
    expect(replaced(graph, fields).ops).toEqual(['relu'])
    expect(replaced(graph, { ...fields, pattern: net(0.25, offset) }).count).toBe(0)
    expect(replaced(graph, { ...fields, pattern: net(0.25, offset), ignoreLiterals: true }).count).toBe(1)
    expect(replaced(graph, { ...fields, pattern: net(0.5, tf.tensor1d([1, 2, 4])) }).count).toBe(0)
  })

  it('with named dims follow the sizes of the match', () => {
    const flat = (x: T): T => tf.reshape(x, [x.shape[0]! * x.shape[1]!, x.shape[2]!])
    const example = { x: [null, 'time', 4] }
    const fields = {
      inputs: example,
      pattern: flat,
      replacement: (x: T) => tf.reshape(tf.relu(x), [-1, x.shape[2]!]),
    }
    const graph = trace((x: T) => tf.exp(flat(x)), { x: ['rows', 'columns', 7] }, { verify: false })
    // The last size is a number of the example, and so a literal.
    expect(replaced(graph, fields).count).toBe(0)
    const named = { ...fields, inputs: { x: [null, 'time', 'width'] } }
    expect(replaced(graph, named).ops).toEqual(['relu', 'reshape', 'exp'])
    const other = trace((x: T) => tf.reshape(x, [-1, 14]), { x: ['rows', 4, 7] }, { verify: false })
    expect(replaced(other, named).count).toBe(0)
  })
})

describe('named dims', () => {
  it('may be products and sums at a match', () => {
    const before = trace(
      (x: T) => tf.relu(tf.concat([tf.reshape(x, [-1, x.shape[2]!]), tf.reshape(x, [-1, x.shape[2]!])], 0)),
      { x: ['rows', 'columns', 7] },
      { verify: false },
    )
    const after = replaced(before, {
      inputs: X,
      pattern: (x: T) => tf.relu(x),
      replacement: (x: T) => tf.relu6(x),
    })
    expect(after.ops).toEqual(['reshape', 'reshape', 'concat', 'relu6'])
    expect(printGraph(after.graph)).toContain('2*columns*rows')
  })
})

describe('patterns that are refused', () => {
  const graph = () => buildGraph((g) => g.op('relu', 'r', { x: one(g) }))
  it('have nothing to start from', () => {
    const fields = { inputs: X, pattern: (x: T) => x, replacement: (x: T) => x }
    expect(() => replacePattern(graph(), fields)).toThrow(/TSFX2021/)
  })

  it('compute what they do not return', () => {
    const dead = (x: T): T => {
      tf.sigmoid(x)
      return tf.relu(x)
    }
    const fields = { inputs: X, pattern: dead, replacement: (x: T) => x }
    expect(() => replacePattern(graph(), fields)).toThrow(/TSFX2023/)
  })
})
