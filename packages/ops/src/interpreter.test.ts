import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type FxNode, Graph, Ref } from '@tsfx/ir'
import { beforeAll, describe, expect, it } from 'vitest'
import { build, chain, dispose, idOf, input, network, numbers } from './graphs.fixture.ts'
import { Interpreter } from './interpreter.ts'
import type { CallArgs } from './resolveArgs.ts'
import { bindTfjs } from './tfjsBinding.ts'
import type { Value } from './value.ts'

beforeAll(() => bindTfjs(tf))

describe('an Interpreter', () => {
  it('calls runNode, fetchArgs, the method of the kind and onValue, in this order', () => {
    const log: string[] = []
    class Logged extends Interpreter {
      protected override runNode(node: FxNode): Value {
        log.push(`runNode ${node.name}`)
        return super.runNode(node)
      }
      protected override fetchArgs(node: FxNode): CallArgs {
        log.push(`fetchArgs ${node.name}`)
        return super.fetchArgs(node)
      }
      protected override placeholder(node: FxNode): Value {
        log.push(`placeholder ${node.name}`)
        return super.placeholder(node)
      }
      protected override getAttr(node: FxNode): Value {
        log.push(`getAttr ${node.name}`)
        return super.getAttr(node)
      }
      protected override callFunction(node: FxNode, args: CallArgs): Value {
        log.push(`callFunction ${node.name}(${Object.keys(args)})`)
        return super.callFunction(node, args)
      }
      protected override callModule(node: FxNode, args: CallArgs): Value {
        log.push(`callModule ${node.name}(${Object.keys(args)})`)
        return super.callModule(node, args)
      }
      protected override output(node: FxNode, args: CallArgs): Value {
        log.push(`output ${node.name}`)
        return super.output(node, args)
      }
    }
    const graph = build((g) => {
      const sum = g.call('add', { a: g.input(), b: g.param('bias', [1, 1, 1, 1]) })
      g.output(g.module('head', { x: sum }))
    })
    const callModule = (_path: string, args: CallArgs) => tf.neg(args.x as tf.Tensor)
    const onValue = (node: FxNode) => log.push(`onValue ${node.name}`)
    const result = new Logged(graph, { callModule, onValue }).run({ x: input() })
    expect(numbers(result)).toEqual([-2, 1, -4, 3])
    expect(log).toEqual([
      ...['runNode x', 'placeholder x', 'onValue x'],
      ...['runNode bias', 'getAttr bias', 'onValue bias'],
      ...['runNode add', 'fetchArgs add', 'callFunction add(a,b)', 'onValue add'],
      ...['runNode head', 'fetchArgs head', 'callModule head(x)', 'onValue head'],
      ...['runNode output', 'fetchArgs output', 'output output', 'onValue output'],
    ])
  })

  it('swaps an op on the fly', () => {
    class Tanh extends Interpreter {
      protected override callFunction(node: FxNode, args: CallArgs): Value {
        return super.callFunction(node.isOp('relu') ? node.with({ target: 'tanh' }) : node, args)
      }
    }
    const x = input()
    expect(numbers(new Tanh(chain(2)).run({ x }))).toEqual(numbers(tf.tanh(tf.tanh(x))))
    expect(numbers(new Interpreter(chain(2)).run({ x }))).toEqual([1, 0, 3, 0])
  })

  it('replaces a node by another value', () => {
    class Ones extends Interpreter {
      protected override runNode(node: FxNode): Value {
        return node.name === 'relu' ? tf.ones([4]) : super.runNode(node)
      }
    }
    expect(numbers(new Ones(network()).run({ x: input() }))).toEqual(
      numbers(tf.tanh(tf.tensor1d([2, 3, 4, 5]))),
    )
  })

  it('profiles in a few lines', () => {
    class Profiler extends Interpreter {
      readonly calls: Record<string, { count: number; milliseconds: number }> = {}

      protected override callFunction(node: FxNode, args: CallArgs): Value {
        const start = performance.now()
        const value = super.callFunction(node, args)
        const { count, milliseconds } = this.calls[node.target] ?? { count: 0, milliseconds: 0 }
        this.calls[node.target] = { count: count + 1, milliseconds: milliseconds + performance.now() - start }
        return value
      }
    }
    const profiler = new Profiler(chain(3))
    for (let i = 0; i < 5; i++) dispose(profiler.run({ x: input() }))
    expect(profiler.calls).toEqual({ relu: { count: 15, milliseconds: expect.any(Number) } })
  })

  it('runs on substituted parameters, which stay whose they are', () => {
    const bias = tf.tensor1d([10, 20, 30, 40])
    class Substituted extends Interpreter {
      protected override getAttr(): Value {
        return bias
      }
    }
    const graph = build((g) => g.output(g.call('add', { a: g.input(), b: g.param('bias', [1, 2, 3, 4]) })))
    expect(numbers(new Substituted(graph).run({ x: input() }))).toEqual([11, 18, 33, 36])
    expect(bias.isDisposed).toBe(false)
  })

  it('hands records, lists and items of them from node to node and out', () => {
    const graph = build((g) => {
      const split = g.module('split', { parts: [g.input('x'), g.input('y')], scale: 2 })
      const first = new Ref(split.node, 'first')
      const rest = new Ref(split.node, 'rest')
      g.output({ sum: g.call('add', { a: first, b: first }), nested: [[rest], split], k: 2 })
    })
    const callModule = (_path: string, { parts, scale }: CallArgs) => {
      const [x, y] = parts as tf.Tensor[]
      return { first: tf.mul(x!, scale as number), rest: [tf.neg(y!), tf.clone(x!)] }
    }
    const before = tf.memory().numTensors
    const [x, y] = [tf.tensor1d([1, 2, 3, 4]), tf.tensor1d([5, 6, 7, 8])]
    const result = new Interpreter(graph, { callModule }).run({ x, y }) as unknown as {
      sum: Value
      nested: [[Value[]], { first: Value; rest: Value[] }]
      k: number
    }
    expect(numbers(result.sum)).toEqual([4, 8, 12, 16])
    const [[rest], split] = result.nested
    expect([numbers(rest[0]), numbers(rest[1])]).toEqual([
      [-5, -6, -7, -8],
      [1, 2, 3, 4],
    ])
    expect(numbers(split.first)).toEqual([2, 4, 6, 8])
    expect(result.k).toBe(2)
    // What stands in the result twice can be disposed twice.
    expect(tf.memory().numTensors - before).toBe(2 + 6)
    dispose(result as unknown as Value)
    expect(tf.memory().numTensors - before).toBe(2)
    expect([...x.dataSync(), ...y.dataSync()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('lets output change what is returned', () => {
    class Labelled extends Interpreter {
      protected override output(node: FxNode, args: CallArgs): Value {
        return { [this.graph.meta.name]: super.output(node, args) }
      }
    }
    const result = new Labelled(chain(1)).run({ x: input() })
    expect(numbers((result as Record<string, Value>).Model)).toEqual([1, 0, 3, 0])
  })

  it('takes and returns quantized tensors', () => {
    const q = { scale: [0.5], zeroPoint: [3], axes: [], qmin: -128, qmax: 127 }
    const type = { kind: 'tensor', shape: [4], dtype: 'int8', q } as const
    const { graph } = Graph.empty().edit((edit) => {
      const x = edit.append({ kind: 'placeholder', target: 'x', type })
      const y = edit.append({ kind: 'call_function', target: 'dequantize', args: { x: new Ref(x.id) } })
      edit.append({ kind: 'output', target: 'output', args: { value: [new Ref(x.id), new Ref(y.id)] } })
    })
    const data = Int8Array.of(3, 4, 5, 1)
    const x = { kind: 'quantized', data, shape: [4], dtype: 'int8', scale: 0.5, zeroPoint: 3 } as const
    const [same, y] = new Interpreter(graph).run({ x }) as Value[]
    expect(same).toBe(x)
    expect(numbers(y)).toEqual([0, 0.5, 1, -1])
    expect(() => new Interpreter(graph).run({ x: { ...x, dtype: 'uint8' } })).toThrow(
      /TSFX0512 input 'x' is of uint8, but int8/,
    )
    expect(() => new Interpreter(graph).run({ x: [] })).toThrow(/TSFX0512 input 'x' is no tensor/)
  })

  it('may run itself inside an override', () => {
    class Doubled extends Interpreter {
      #inner = false
      protected override output(node: FxNode, args: CallArgs): Value {
        if (this.#inner) return super.output(node, args)
        this.#inner = true
        const again = this.run({ x: args.value as tf.Tensor })
        this.#inner = false
        return [again, super.output(node, args), this.env.get(idOf(this.graph, 'relu'))!]
      }
    }
    const before = tf.memory().numTensors
    const result = new Doubled(chain(1)).run({ x: input() }) as Value[]
    expect(result.map(numbers)).toEqual([
      [1, 0, 3, 0],
      [1, 0, 3, 0],
      [1, 0, 3, 0],
    ])
    dispose(result)
    expect(tf.memory().numTensors - before).toBe(1)
  })

  it('needs TensorFlow.js only by binding or option', () => {
    expect(numbers(new Interpreter(chain(1), { tf }).run({ x: input() }))).toEqual([1, 0, 3, 0])
  })
})
