import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type FxNode, Graph, type NodeId, Ref, tensorType } from '@tsfx/ir'
import { beforeAll, describe, expect, it } from 'vitest'
import { build, chain, dispose, idOf, input, network, numbers } from './graphs.fixture.ts'
import { interpret } from './interpret.ts'
import { Interpreter } from './interpreter.ts'
import type { CallArgs } from './resolveArgs.ts'
import { bindTfjs } from './tfjsBinding.ts'
import type { Value } from './value.ts'

beforeAll(() => bindTfjs(tf))

/** The most tensors that were there at once during a run, beside those before it. */
function mostTensors(graph: Graph, x: tf.Tensor): number {
  const before = tf.memory().numTensors
  let most = 0
  const onValue = () => {
    most = Math.max(most, tf.memory().numTensors - before)
  }
  dispose(interpret(graph, { x }, { onValue }))
  return most
}

/** A chain whose nodes also read the value `back` nodes before. */
const longLived = (back: number): Graph =>
  build((g) => {
    const values = [g.input()]
    for (let i = 0; i < 40; i++)
      values.push(g.call('add', { a: values.at(-1)!, b: values.at(-back) ?? values[0]! }))
    g.output(values.at(-1)!)
  })

describe('values of a run', () => {
  it('are disposed at their last use', () => {
    // The last value, the next one, and what is read later.
    expect(mostTensors(chain(300), input())).toBe(2)
    expect(mostTensors(longLived(1), input())).toBe(2)
    expect(mostTensors(longLived(10), input())).toBe(11)
  })

  it('are disposed at once when nothing uses them', () => {
    const graph = build((g) => {
      const x = g.input()
      for (let i = 0; i < 30; i++) g.call('relu', { x })
      g.output(x)
    })
    expect(mostTensors(graph, input())).toBe(1)
  })

  it('live on while one of several holders does', () => {
    // Stubs return their input.
    const graph = build((g) => {
      const y = g.call('relu', { x: g.input() })
      const same = g.call('quantStub', { x: g.call('quantStub', { x: y }) })
      g.output([g.call('add', { a: y, b: y }), g.call('tanh', { x: same })])
    })
    const before = tf.memory().numTensors
    const x = input()
    const [sum, tanh] = interpret(graph, { x }) as Value[]
    expect(numbers(sum)).toEqual([2, 0, 6, 0])
    expect(numbers(tanh)).toEqual(numbers(tf.tanh(tf.tensor1d([1, 0, 3, 0]))))
    dispose([sum!, tanh!])
    expect(tf.memory().numTensors - before).toBe(3)
  })

  it('leave the memory as it was, in 1,000 runs of each kind', () => {
    const graph = network()
    const interpreter = new Interpreter(graph)
    const x = input()
    const until = ['relu', 'add', 'x'].map((name) => idOf(graph, name))
    const before = tf.memory()
    for (let i = 0; i < 1_000; i++) {
      dispose(interpreter.run({ x }))
      const known = interpreter.run({ x }, { until })
      dispose(interpreter.run({}, { known }))
      for (const value of known.values()) dispose(value)
    }
    expect(tf.memory().numTensors).toBe(before.numTensors)
    expect(tf.memory().numBytes).toBe(before.numBytes)
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers)
  })

  it('are disposed when the run fails', () => {
    class Failing extends Interpreter {
      protected override callFunction(node: FxNode, args: CallArgs): Value {
        super.callFunction(node, args)
        if (node.name === 'relu_3') throw new Error('no')
        return super.callFunction(node, args)
      }
    }
    const x = input()
    const before = tf.memory().numTensors
    expect(() => new Failing(chain(5)).run({ x })).toThrow(/TSFX0513/)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('are left alone when they came from elsewhere', () => {
    const cached = tf.ones([4])
    class Cached extends Interpreter {
      kept: tf.Tensor | null = null
      variable: tf.Variable | null = null

      protected override callFunction(node: FxNode, args: CallArgs): Value {
        if (node.name === 'relu') return cached
        if (node.name === 'relu_1') {
          this.kept ??= tf.keep(tf.zeros([4]))
          return this.kept
        }
        if (node.name === 'relu_2') {
          this.variable ??= tf.variable(tf.zeros([4]))
          return this.variable
        }
        return super.callFunction(node, args)
      }
    }
    const interpreter = new Cached(chain(4))
    const x = input()
    dispose(interpreter.run({ x }))
    const before = tf.memory().numTensors
    dispose(interpreter.run({ x }))
    expect(tf.memory().numTensors).toBe(before)
    expect([x, cached, interpreter.kept!, interpreter.variable!].map((tensor) => tensor.isDisposed)).toEqual([
      false,
      false,
      false,
      false,
    ])
  })

  it('are left alone when they are variables of the model, inputs or known', () => {
    const variable = tf.variable(tf.tensor1d([1, 1, 1, 1]))
    const handle = { kind: 'variable', shape: [4], dtype: 'float32', digest: 'v' } as const
    const { graph } = Graph.empty().edit((edit) => {
      edit.setParam('v', { handle, data: variable })
      const type = tensorType('float32', [4])
      const x = new Ref(edit.append({ kind: 'placeholder', target: 'x', name: 'x', type }).id)
      const v = new Ref(edit.append({ kind: 'get_attr', target: 'v', type }).id)
      const sum = edit.append({ kind: 'call_function', target: 'add', args: { a: x, b: v } })
      edit.append({ kind: 'output', target: 'output', args: { value: [x, v, new Ref(sum.id)] } })
    })
    const x = input()
    const known = new Map<NodeId, Value>([[graph.nodes[0]!.id, x]])
    const before = tf.memory().numTensors
    for (const run of [() => interpret(graph, { x }), () => new Interpreter(graph).run({}, { known })]) {
      const result = run() as Value[]
      expect(result.map(numbers)).toEqual([
        [1, -2, 3, -4],
        [1, 1, 1, 1],
        [2, -1, 4, -3],
      ])
      dispose(result)
    }
    expect(tf.memory().numTensors).toBe(before)
    expect([x.isDisposed, variable.isDisposed]).toEqual([false, false])
  })

  it('pass down a chain of 100,000 nodes, by the ops and by an override', () => {
    class Passing extends Interpreter {
      calls = 0
      protected override callFunction(_node: FxNode, args: CallArgs): Value {
        this.calls += 1
        return args.x as Value
      }
    }
    const graph = chain(100_000)
    const passing = new Passing(graph)
    const x = input()
    expect(numbers(interpret(graph, { x }))).toEqual([1, 0, 3, 0])
    expect(numbers(passing.run({ x }))).toEqual([1, -2, 3, -4])
    const middle = graph.nodes[50_000]!.id
    const known = passing.run({ x }, { until: [middle] })
    expect(passing.calls).toBe(150_000)
    expect(numbers(passing.run({}, { known }))).toEqual([1, -2, 3, -4])
    expect(passing.calls).toBe(200_000)
  })
})
