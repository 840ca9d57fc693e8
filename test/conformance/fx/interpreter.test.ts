/** @file Running a graph node by node: values, order, overriding, parts and freeing. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { manualSeed } from '@tsfx/nn'
import { DigitsNet } from '@tsfx/zoo'
import {
  type CallArgs,
  type FxNode,
  type Graph,
  Interpreter,
  type InterpretOptions,
  interpret,
  multiplyDims,
  opCatalog,
  Ref,
  type Value,
  verify,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { bitsOf, makeInputs } from '../../end-to-end/zooChecks.ts'
import { type Outputs, ZOO, type ZooModel } from '../../end-to-end/zooModels.ts'
import { batch, chain, compute, idOf, names, refusal, reluAdd, sketch, traced } from './graphs.fixture.ts'

const run = (graph: Graph, x: tf.Tensor, options: InterpretOptions = {}): Value =>
  interpret(graph, { x }, { tf, ...options })
const numbers = (value: unknown): readonly number[] => [...(value as tf.Tensor).dataSync()]

/** Computes the calls that `compute` gives a value for otherwise than their op does. */
class Overriding extends Interpreter {
  readonly compute: (node: FxNode, args: CallArgs) => Value | undefined

  constructor(graph: Graph, compute: Overriding['compute'], options: InterpretOptions = {}) {
    super(graph, { tf, ...options })
    this.compute = compute
  }

  protected override callFunction(node: FxNode, args: CallArgs): Value {
    return this.compute(node, args) ?? super.callFunction(node, args)
  }
}

describe('a run', () => {
  it('computes every node from the values before it', () => {
    expect(compute(reluAdd(), [-1, 2])).toEqual([-1, 4])
  })

  it('visits nodes in execution order, inputs and output too', () => {
    const seen: string[] = []
    run(reluAdd(), tf.zeros([2]), { onValue: (node) => seen.push(node.name) })
    expect(seen).toEqual(['x', 'y', 'z', 'output'])
  })

  it('shows each value as soon as it is known', () => {
    const seen: Record<string, readonly number[]> = {}
    const onValue: InterpretOptions['onValue'] = (node, value) => {
      seen[node.name] = numbers(value)
    }
    run(reluAdd(), tf.tensor1d([-1, 2]), { onValue })
    expect(seen).toEqual({ x: [-1, 2], y: [0, 2], z: [-1, 4], output: [-1, 4] })
  })

  it('gives lists and records as the output says', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      return { pair: [g.op('relu', { x }), x], k: 7 }
    })
    const result = run(graph, tf.tensor1d([-1, 1])) as unknown as { pair: tf.Tensor[]; k: number }
    expect(result.pair.map(numbers)).toEqual([
      [0, 1],
      [-1, 1],
    ])
    expect(result.k).toBe(7)
  })

  it('binds named sizes to those of the inputs', () => {
    const graph = sketch((g) => {
      const x = g.input('x', [batch, 4])
      return g.op('reshape', { x, shape: [multiplyDims(2, batch), 2] })
    })
    for (const size of [1, 3])
      expect((run(graph, tf.zeros([size, 4])) as tf.Tensor).shape).toEqual([2 * size, 2])
  })

  it('takes the inputs of a spread by the names that the trace gave them', () => {
    const graph = traced((...xs: tf.Tensor[]) => tf.concat(xs), { a: [1], b: [2] })
    const inputs = { b: tf.tensor1d([2, 3]), a: tf.tensor1d([1]) }
    expect(numbers(interpret(graph, inputs, { tf }))).toEqual([1, 2, 3])
  })

  it('reads parameters by their path', () => {
    const graph = sketch((g) => g.op('add', { a: g.input('x'), b: g.param('bias', [10, 20]) }))
    expect(compute(graph, [1, 2])).toEqual([11, 22])
  })

  it('takes other values for parameters from an edited version, and leaves the first as it was', () => {
    const base = sketch((g) => g.op('add', { a: g.input('x'), b: g.param('bias', [10, 20]) }))
    const other = sketch((g) => g.op('add', { a: g.input('x'), b: g.param('bias', [1, 1]) }))
    const handle = other.params.get('bias')!
    const { graph } = base.edit((edit) => edit.setParam('bias', { handle, data: other.store.read(handle) }))
    expect(compute(graph, [0, 0])).toEqual([1, 1])
    expect(compute(base, [0, 0])).toEqual([10, 20])
  })

  it('follows an assignment to a live variable', () => {
    const variable = tf.variable(tf.tensor1d([1, 2]))
    const graph = sketch((g) => {
      const x = g.input('x')
      const bias = g.param('bias', [0, 0])
      g.edit.setParam('bias', {
        handle: { kind: 'variable', shape: [2], dtype: 'float32', digest: 'variable conformance' },
        data: variable,
      })
      return g.op('add', { a: x, b: bias })
    })
    expect(compute(graph, [0, 0])).toEqual([1, 2])
    variable.assign(tf.tensor1d([5, 6]))
    expect(compute(graph, [0, 0])).toEqual([5, 6])
  })

  it('calls an opaque module by its path, with its arguments', () => {
    const graph = sketch((g) => g.module('gate', g.input('x')))
    const callModule = (path: string, args: CallArgs) => tf.mul(args.input0 as tf.Tensor, path.length)
    expect(numbers(run(graph, tf.tensor1d([1, 2]), { callModule }))).toEqual([4, 8])
  })

  it('keeps the error of an opaque module as the cause of its own', () => {
    const graph = sketch((g) => g.module('gate', g.input('x')))
    const cause = new RangeError('the gate is shut')
    const callModule = () => {
      throw cause
    }
    let caught: unknown
    try {
      run(graph, tf.zeros([2]), { callModule })
    } catch (error) {
      caught = error
    }
    expect(caught).toMatchObject({ code: 'TSFX0513', cause, place: { node: 'gate' } })
  })

  it('computes what forward computes, for each model of the zoo', () => {
    manualSeed(3)
    const digits: Pick<ZooModel, 'small' | 'input'> = {
      small: () => new DigitsNet(),
      input: { x: ['batch', 28, 28, 1] },
    }
    for (const { small, input } of [digits, ...ZOO]) {
      const model = small().eval()
      const graph = traced(model, input, { verify: false })
      verify(graph, opCatalog)
      tf.tidy(() => {
        const inputs = makeInputs(input, { batch: 2, length: 3 }, 5)
        const expected = bitsOf(model.forward(...Object.values(inputs)))
        expect(bitsOf(interpret(graph, inputs, { tf }) as Outputs)).toEqual(expected)
      })
      model.dispose()
    }
  })

  it('goes through a chain of ten thousand nodes', () => {
    const long = chain(10_000)
    expect(compute(long, [-1, 3])).toEqual([0, 3])
    expect(names(long)).toHaveLength(10_002)
  })
})

describe('a subclass of Interpreter', () => {
  it('computes one node otherwise, with the arguments it has', () => {
    const negated = new Overriding(reluAdd(), (node, args) =>
      node.name === 'y' ? tf.neg(args.x as tf.Tensor) : undefined,
    )
    expect(numbers(negated.run({ x: tf.tensor1d([1, 2]) }))).toEqual([0, 0])
  })

  it('swaps every call of an op while it runs', () => {
    const swapped = new Overriding(chain(5), (node, args) =>
      node.isOp('relu') ? tf.add(args.x as tf.Tensor, 1) : undefined,
    )
    expect(numbers(swapped.run({ x: tf.tensor1d([0, 10]) }))).toEqual([5, 15])
  })

  it('overrides runNode for nodes of every kind, and leaves the rest to super', () => {
    const seen: string[] = []
    class Watching extends Interpreter {
      protected override runNode(node: FxNode): Value {
        seen.push(`${node.kind} ${node.name}`)
        return super.runNode(node)
      }
    }
    expect(numbers(new Watching(reluAdd(), { tf }).run({ x: tf.tensor1d([1, 2]) }))).toEqual([2, 4])
    expect(seen).toEqual(['placeholder x', 'call_function y', 'call_function z', 'output output'])
  })

  it('overrides how inputs and parameters are found', () => {
    class Doubled extends Interpreter {
      protected override placeholder(node: FxNode): Value {
        return tf.mul(super.placeholder(node) as tf.Tensor, 2)
      }
      protected override getAttr(node: FxNode): Value {
        return tf.neg(super.getAttr(node) as tf.Tensor)
      }
    }
    const graph = sketch((g) => g.op('add', { a: g.input('x'), b: g.param('bias', [1, 1]) }))
    expect(numbers(new Doubled(graph, { tf }).run({ x: tf.tensor1d([10, 20]) }))).toEqual([19, 39])
  })

  it('overrides what is returned', () => {
    class Negated extends Interpreter {
      protected override output(node: FxNode, args: CallArgs): Value {
        return tf.neg(super.output(node, args) as tf.Tensor)
      }
    }
    expect(numbers(new Negated(chain(1), { tf }).run({ x: tf.tensor1d([3, 4]) }))).toEqual([-3, -4])
  })

  it('can be run again with other inputs', () => {
    const interpreter = new Interpreter(chain(1), { tf })
    expect(numbers(interpreter.run({ x: tf.tensor1d([1, -1]) }))).toEqual([1, 0])
    expect(numbers(interpreter.run({ x: tf.tensor1d([-5, 5]) }))).toEqual([0, 5])
  })

  it('that forgets to give a value is refused at the node', () => {
    const forgetting = new (class extends Interpreter {
      protected override callFunction(): Value {
        return undefined as unknown as Value
      }
    })(chain(1), { tf })
    expect(refusal(() => forgetting.run({ x: tf.zeros([2]) }))).toMatch(/^TSFX0516: .*\br\b/)
  })
})

describe('a part of a run', () => {
  it('begins from values that are known already', () => {
    const graph = reluAdd()
    const known = new Map([[idOf(graph, 'y'), tf.tensor1d([100, 200])]])
    const seen: string[] = []
    const interpreter = new Interpreter(graph, { tf, onValue: (node) => seen.push(node.name) })
    expect(numbers(interpreter.run({ x: tf.tensor1d([1, 2]) }, { known }))).toEqual([101, 202])
    expect(seen).toEqual(['x', 'z', 'output'])
  })

  it('ends at the nodes that are asked for, and computes nothing else', () => {
    const graph = chain(4)
    const seen: string[] = []
    const interpreter = new Interpreter(graph, { tf, onValue: (node) => seen.push(node.name) })
    const until = [idOf(graph, 'r_1')]
    const values = interpreter.run({ x: tf.tensor1d([-1, 2]) }, { until })
    expect([...values].map(([id, value]) => [id, numbers(value)])).toEqual([[until[0], [0, 2]]])
    expect(seen).toEqual(['x', 'r', 'r_1'])
  })

  it('leaves known values to the caller', () => {
    const graph = reluAdd()
    const y = tf.tensor1d([100, 200])
    new Interpreter(graph, { tf }).run({ x: tf.zeros([2]) }, { known: new Map([[idOf(graph, 'y'), y]]) })
    expect(y.isDisposed).toBe(false)
  })
})

describe('memory', () => {
  /** The most tensors that were there at once beside those from before the run, and how many it leaves. */
  const tensorsOf = (graph: Graph): { most: number; left: number } => {
    const x = tf.tensor1d([1, 2])
    const before = tf.memory().numTensors
    let most = 0
    const onValue = (): void => {
      most = Math.max(most, tf.memory().numTensors - before)
    }
    run(graph, x, { onValue })
    return { most, left: tf.memory().numTensors - before }
  }

  it('a value is freed after its last use: a long chain holds two at a time', () => {
    expect(tensorsOf(chain(100))).toEqual({ most: 2, left: 1 })
  })

  it('a value that nothing uses is freed at once', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      for (let i = 0; i < 20; i++) g.op('relu', { x })
      return g.op('exp', { x }, { name: 'live' })
    })
    expect(tensorsOf(graph)).toEqual({ most: 1, left: 1 })
  })

  it('a value with a late user lives until then', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      const early = g.op('exp', { x }, { name: 'early' })
      let y = early
      for (let i = 0; i < 5; i++) y = g.op('relu', { x: y })
      return g.op('add', { a: y, b: early })
    })
    expect(tensorsOf(graph)).toEqual({ most: 3, left: 1 })
  })

  it('a node that fails leaves nothing behind', () => {
    const x = tf.tensor1d([1, 2])
    const before = tf.memory().numTensors
    const failing = new Overriding(chain(5), (node) => {
      if (node.name === 'r_3') throw new RangeError('stop')
      return undefined
    })
    expect(() => failing.run({ x })).toThrow('relu failed while computing r_3: stop')
    expect(tf.memory().numTensors).toBe(before)
  })

  it('a result is the caller’s own, also when it is an input', () => {
    const x = tf.tensor1d([1, 2])
    const y = run(
      sketch((g) => g.input('x')),
      x,
    ) as tf.Tensor
    y.dispose()
    expect(x.isDisposed).toBe(false)
  })

  it('one value returned twice is two tensors of the caller', () => {
    const graph = sketch((g) => {
      const y = g.op('relu', { x: g.input('x') })
      return [y, new Ref(y.node)]
    })
    const [first, second] = run(graph, tf.tensor1d([1, 2])) as unknown as [tf.Tensor, tf.Tensor]
    first.dispose()
    expect(numbers(second)).toEqual([1, 2])
  })
})
