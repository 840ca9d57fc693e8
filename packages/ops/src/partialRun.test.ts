import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type FxNode, type NodeId, namedDim, tensorType } from '@tsfx/ir'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { build, dispose, idOf, input, network, numbers } from './graphs.fixture.ts'
import { Interpreter } from './interpreter.ts'
import { bindTfjs } from './tfjsBinding.ts'
import type { Value } from './value.ts'

beforeAll(() => bindTfjs(tf))

/** Says which nodes it computes. */
class Watching extends Interpreter {
  readonly computed: string[] = []

  protected override runNode(node: FxNode): Value {
    this.computed.push(node.name)
    return super.runNode(node)
  }
}

describe('a partial run', () => {
  it('starts from known values, without the inputs and nodes that only they need', () => {
    const graph = network()
    const full = numbers(new Interpreter(graph).run({ x: input() }))
    const known = new Map<NodeId, Value>([[idOf(graph, 'relu'), tf.relu(input())]])
    const watching = new Watching(graph)
    expect(numbers(watching.run({}, { known }))).toEqual(full)
    expect(watching.computed).toEqual(['bias', 'add', 'tanh', 'output'])
    expect(numbers(known.get(idOf(graph, 'relu'))!)).toEqual([1, 0, 3, 0])
  })

  it('takes a placeholder as a known value, and inputs that it does not need', () => {
    const graph = network()
    const watching = new Watching(graph)
    const x = input()
    const fromInput = numbers(watching.run({ x }))
    expect(numbers(watching.run({}, { known: new Map([[idOf(graph, 'x'), x]]) }))).toEqual(fromInput)
    const known = new Map([[idOf(graph, 'add'), tf.zeros([4])]])
    watching.computed.length = 0
    expect(numbers(watching.run({ x }, { known }))).toEqual([0, 0, 0, 0])
    expect(watching.computed).toEqual(['tanh', 'output'])
  })

  it('computes a node that a known node and another one use', () => {
    const graph = build((g) => {
      const shared = g.call('relu', { x: g.input() })
      g.output(g.call('add', { a: g.call('tanh', { x: shared }), b: shared }))
    })
    const watching = new Watching(graph)
    const known = new Map([[idOf(graph, 'tanh'), tf.ones([4])]])
    expect(numbers(watching.run({ x: input() }, { known }))).toEqual([2, 1, 4, 1])
    expect(watching.computed).toEqual(['x', 'relu', 'add', 'output'])
  })

  it('ends at chosen nodes, whose values are the caller’s in the order asked for', () => {
    const graph = network()
    const before = tf.memory().numTensors
    const x = input()
    const watching = new Watching(graph)
    const until = ['add', 'x', 'relu'].map((name) => idOf(graph, name))
    const values = watching.run({ x }, { until })
    expect(watching.computed).toEqual(['x', 'relu', 'bias', 'add'])
    expect([...values.keys()]).toEqual(until)
    expect([...values.values()].map(numbers)).toEqual([
      [2, 2, 6, 4],
      [1, -2, 3, -4],
      [1, 0, 3, 0],
    ])
    expect(tf.memory().numTensors - before).toBe(4)
    for (const value of values.values()) dispose(value)
    expect(x.isDisposed).toBe(false)
    expect(tf.memory().numTensors - before).toBe(1)
  })

  it('needs no input that the chosen nodes do not need', () => {
    const graph = build((g) => {
      const x = g.call('relu', { x: g.input('x') })
      g.output(g.call('add', { a: x, b: g.input('y') }))
    })
    const id = idOf(graph, 'relu')
    expect(numbers(new Interpreter(graph).run({ x: input() }, { until: [id] }).get(id))).toEqual([1, 0, 3, 0])
    expect(() => new Interpreter(graph).run({ x: input() })).toThrow(/TSFX0512 input 'y' is missing/)
    expect(() => new Interpreter(graph).run({ z: input() }, { until: [id] })).toThrow(/'x' is missing/)
    expect(() => new Interpreter(graph).run({ x: input(), z: input() }, { until: [id] })).toThrow(
      /TSFX0512 input 'z' is no input of Model/,
    )
  })

  it('returns a known value that is asked for as a tensor of its own, and nothing for nothing', () => {
    const graph = network()
    const id = idOf(graph, 'add')
    const value = tf.ones([4])
    const watching = new Watching(graph)
    const result = watching.run({}, { known: new Map([[id, value]]), until: [id] }).get(id) as tf.Tensor
    expect(result).not.toBe(value)
    expect(numbers(result)).toEqual([1, 1, 1, 1])
    expect(watching.run({}, { until: [] }).size).toBe(0)
    expect(watching.computed).toEqual([])
  })

  it('gives the nested value of the output node when that is asked for', () => {
    const graph = build((g) => g.output([g.call('relu', { x: g.input() }), { k: 1 }]))
    const id = graph.output!.id
    const [y, rest] = new Interpreter(graph).run({ x: input() }, { until: [id] }).get(id) as Value[]
    expect([numbers(y), rest]).toEqual([[1, 0, 3, 0], { k: 1 }])
  })

  it('reads named dims from known values', () => {
    const batch = namedDim('batch')
    const graph = build((g) => {
      const type = tensorType('float32', [batch, 2])
      const y = g.call('relu', { x: g.input('x', [batch, 2]) }, { type })
      g.output(g.call('reshape', { x: y, shape: [2, batch] }))
    })
    const known = new Map([[idOf(graph, 'relu'), tf.zeros([3, 2])]])
    expect((new Interpreter(graph).run({}, { known }) as tf.Tensor).shape).toEqual([2, 3])
    expect(() => new Interpreter(graph).run({ x: tf.zeros([4, 2]) }, { known })).toThrow(
      /TSFX0520 the known value of relu has shape \[3, 2\], but \[batch, 2\] is expected/,
    )
  })

  it('gives what the whole run gives, wherever it is cut (on random graphs)', () => {
    const step = fc.record({
      op: fc.constantFrom('relu', 'tanh', 'add', 'quantStub'),
      a: fc.nat(),
      b: fc.nat(),
    })
    const plan = fc.tuple(
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 5 }),
    )
    fc.assert(
      fc.property(plan, ([steps, cuts]) => {
        const graph = build((g) => {
          const values = [g.input()]
          for (const { op, a, b } of steps) {
            const [x, y] = [values[a % values.length]!, values[b % values.length]!]
            values.push(g.call(op, op === 'add' ? { a: x, b: y } : { x }))
          }
          g.output(values.slice(-2))
        })
        const x = input()
        const before = tf.memory().numTensors
        const interpreter = new Interpreter(graph)
        const whole = interpreter.run({ x }) as Value[]
        const until = [...new Set(cuts.map((cut) => graph.nodes[cut % (graph.nodes.length - 1)]!.id))]
        const known = interpreter.run({ x }, { until })
        const rest = interpreter.run({ x }, { known }) as Value[]
        expect(rest.map(numbers)).toEqual(whole.map(numbers))
        for (const value of [...whole, ...known.values(), ...rest]) dispose(value)
        expect(tf.memory().numTensors).toBe(before)
        x.dispose()
      }),
    )
  })
})
