/** @file Functions that a trace does not look into. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { graphFromJson, graphToJson, isDiagnosticError, printGraph, verify } from '@tsfx/ir'
import { bindTfjs, interpret, opCatalog, opNamed, wrap } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { trace } from './trace.ts'

bindTfjs(tf)

let calls = 0
const wobble = wrap(
  function wobble(x: tf.Tensor, { by, shift }: { by: number[]; shift?: tf.Tensor }, offset = 0): tf.Tensor {
    calls++
    // Reads values, which a trace could not follow.
    const factor = x.dataSync().length > 0 ? (by[0] ?? 1) : 0
    const y = tf.add(tf.mul(x, factor), offset)
    return shift ? tf.add(y, shift) : y
  },
  { from: 'wobbles', name: 'wobble' },
)
const halves = wrap(
  (x: tf.Tensor, rows: number) => ({
    first: tf.slice(x, [0, 0], [rows, -1]),
    rest: tf.slice(x, [rows, 0], [-1, -1]),
  }),
  { name: 'test.halves' },
)

describe('a wrapped function', () => {
  it('is one node, with its tensors and constants in their places', () => {
    const forward = (x: tf.Tensor, y: tf.Tensor) => tf.relu(wobble(x, { by: [2, 3], shift: y }, 1))
    const graph = trace(forward, { x: [null, 3], y: [3] })
    expect(printGraph(graph, { places: false }).split('\n').slice(1)).toEqual([
      '  wobble = wobble(args=[x, {by: [2, 3], shift: y}, 1])  : float32[batch, 3]',
      '  relu = relu(wobble)                                   : float32[batch, 3]',
      '  return relu',
    ])
    const [x, shift] = [tf.tensor2d([[1, -2, 3]]), tf.tensor1d([0, 0, 1])]
    const result = interpret(graph, { x, y: shift }) as tf.Tensor
    expect(result.arraySync()).toEqual([[3, 0, 8]])
  })

  it('runs at the small sizes of the trace only, and returns nests with named dims', () => {
    calls = 0
    const forward = (x: tf.Tensor) => {
      const { first, rest } = halves(wobble(x, { by: [1] }), x.shape[0]! - 1)
      return [first, rest]
    }
    const graph = trace(forward, { x: [null, 3] }, { verify: false })
    expect(calls).toBeLessThan(5)
    const call = graph.nodesOf('test.halves')[0]!
    expect(printGraph(graph, { places: false })).toContain(
      'args=[wobble, batch - 1])  : { first: float32[batch - 1, 3], rest: float32[1, 3] }',
    )
    expect(call.args.args).toHaveLength(2)
  })

  it('computes outside of a trace, and on constants inside of one', () => {
    expect((wobble(tf.tensor1d([1]), { by: [4] }) as tf.Tensor).arraySync()).toEqual([4])
    const graph = trace((x: tf.Tensor) => tf.add(x, wobble(tf.tensor1d([1]), { by: [4] })), { x: [2] })
    expect(graph.nodesOf('wobble')).toHaveLength(0)
    expect(wrap(wobble)).toBe(wobble)
  })

  it('keeps its recorded type through verify and JSON', () => {
    const graph = trace((x: tf.Tensor) => tf.relu(wobble(x, { by: [2] })), { x: [null, 3] })
    expect(() => verify(graph, opCatalog)).not.toThrow()
    const back = graphFromJson(graphToJson(graph), graph.store)
    expect(printGraph(back)).toBe(printGraph(graph))
    const doubled = interpret(back, { x: tf.tensor2d([[1, 2, 3]]) }) as tf.Tensor
    expect(doubled.arraySync()).toEqual([[2, 4, 6]])
  })

  it.each<[string, (x: tf.Tensor) => unknown, string, RegExp]>([
    ['a function', (x) => wobble(x, (() => 1) as never), 'TSFX1024', /args\.1 is/],
    ['an object of a class', (x) => wobble(x, new Date() as never), 'TSFX1024', /args\.1 is/],
    [
      'a result with lists in it',
      (x) => wrap((t: tf.Tensor) => [[t]], { name: 'test.nested' })(x),
      'TSFX1024',
      /one list or record of tensors, at once; flatten a nested one/,
    ],
    [
      'a gap',
      (x) => wobble(x, undefined as never, 2),
      'TSFX1024',
      /args\.1 is undefined, .*; leave it out, or pass null/,
    ],
    [
      'an option',
      (x) => wobble(x, { by: undefined } as never),
      'TSFX1024',
      /args\.1\.by is undefined, .*; leave/,
    ],
    [
      'a result that is no tensor',
      (x) => wrap((_: tf.Tensor) => 3 as never, { name: 'test.three' })(x),
      'TSFX1024',
      /must return tensors, or one list/,
    ],
  ])('refuses %s', (_, forward, code, problem) => {
    let error: unknown
    try {
      trace(forward, { x: [2] })
    } catch (thrown) {
      error = thrown
    }
    expect(isDiagnosticError(error) && [error.code, error.summary]).toEqual([
      code,
      expect.stringMatching(problem),
    ])
  })

  it('keeps `this` of a call outside of a trace', () => {
    class Scaler {
      factor = 3
      scale(x: tf.Tensor): tf.Tensor {
        return tf.mul(x, this.factor)
      }
    }
    Scaler.prototype.scale = wrap(Scaler.prototype.scale, { name: 'test.scale' })
    expect(new Scaler().scale(tf.tensor1d([2])).arraySync()).toEqual([6])
  })

  it('takes the place of the one that an earlier load of its module wrapped', () => {
    const load = (version: number, by: number) =>
      wrap((x: tf.Tensor) => tf.mul(x, by), {
        name: 'test.reload',
        from: `file:///app/scale.ts?t=${version}`,
      })
    const first = load(1, 2)
    const graph = trace((x: tf.Tensor) => first(x), { x: [1] })
    const second = load(2, 3)
    const run = (): unknown => (interpret(graph, { x: tf.tensor1d([1]) }) as tf.Tensor).arraySync()
    expect(run()).toEqual([3])
    expect(trace((x: tf.Tensor) => second(x), { x: [1] }).nodesOf('test.reload')).toHaveLength(1)
    const elsewhere = { name: 'test.reload', from: 'file:///app/other.ts' }
    expect(() => wrap((x: tf.Tensor) => x, elsewhere)).toThrow('TSFX0503')
    expect(() => wrap((x: tf.Tensor) => x, { name: 'test.reload' })).toThrow('TSFX0503')
    expect(() => wrap((x: tf.Tensor) => x, { name: 'test.scale' })).toThrow('TSFX0503')
  })

  it('needs a name of its own', () => {
    expect(() => wrap(() => tf.scalar(1))).toThrow('TSFX0521')
    expect(() => wrap(() => tf.scalar(1), { name: 'relu' })).toThrow('TSFX0503')
    expect(opNamed('wobble')?.importFrom).toBe('wobbles')
  })
})
