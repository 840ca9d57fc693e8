/** @file Capture, as far as it concerns the graph: what a forward becomes, and what is refused. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { Module, ReLU, Sequential } from '@tsfx/nn'
import { createSourceLookup } from '@tsfx/source'
import {
  defineOp,
  type Graph,
  type InputSpecs,
  opFunction,
  positional,
  printedCall,
  printGraph,
  trace,
  verify,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { compute, named, names, refusal } from './graphs.fixture.ts'

const lookup = createSourceLookup()
const traced = (model: unknown, inputs: InputSpecs = { x: [2] }, options = {}): Graph =>
  trace(model, inputs, { lookup: null, ...options })
const opsOf = (graph: Graph): readonly string[] =>
  graph.nodes.filter((node) => node.kind === 'call_function').map((node) => node.target)
const bodyOf = (graph: Graph): readonly string[] => printGraph(graph, { places: false }).split('\n').slice(1)
const untyped = (value: unknown): number => value as number

const wrapped = opFunction(
  defineOp({
    name: 'conformance.softsign',
    summary: 'x / (1 + |x|).',
    domain: 'float',
    inputs: { x: 'tensor' },
    attrs: {},
    infer: ({ x }) => x,
    evaluate: ({ tf }, { x }) => tf.div(x, tf.add(tf.abs(x), 1)),
    capture: positional('conformance.softsign', ['x']),
    print: ({ x }) => printedCall('softsign', [x]),
  }),
)

describe('what is traced', () => {
  it('a free function', () => {
    const graph = traced((x: tf.Tensor) => tf.relu(x))
    expect(names(graph)).toEqual(['x', 'relu', 'output'])
    expect(compute(graph, [-1, 3])).toEqual([0, 3])
  })

  it('a method of a class, with the state of the instance', () => {
    class Scale {
      readonly factor: number
      constructor(factor: number) {
        this.factor = factor
      }
      forward(x: tf.Tensor): tf.Tensor {
        return tf.mul(x, this.factor)
      }
    }
    expect(compute(traced(new Scale(3)), [1, 2])).toEqual([3, 6])
  })

  it('another method of a model, bound to it', () => {
    class TwoWays {
      readonly factor = 5
      forward(x: tf.Tensor): tf.Tensor {
        return x
      }
      scaled(x: tf.Tensor): tf.Tensor {
        return tf.mul(x, this.factor)
      }
    }
    const model = new TwoWays()
    expect(
      compute(
        traced((x: tf.Tensor) => model.scaled(x)),
        [1, 2],
      ),
    ).toEqual([5, 10])
  })

  it('a chained method and its function are one op', () => {
    const chained = (x: tf.Tensor) => (x as unknown as { relu(): tf.Tensor }).relu()
    const forms = [(x: tf.Tensor) => tf.relu(x), new ReLU()]
    for (const form of forms) expect(opsOf(traced(form))).toEqual(['relu'])
    if ('relu' in tf.Tensor.prototype) expect(opsOf(traced(chained))).toEqual(['relu'])
  })

  it('a forward behind a decorator', () => {
    const doubled =
      (forward: (x: tf.Tensor) => tf.Tensor) =>
      (x: tf.Tensor): tf.Tensor =>
        tf.mul(forward(x), 2)
    expect(compute(traced(doubled((x) => tf.relu(x))), [-1, 3])).toEqual([0, 6])
  })

  it('the modules of a sequential, one after another', () => {
    const graph = traced(new Sequential(new ReLU(), new ReLU()))
    expect(graph.nodes.filter((node) => node.isOp('relu')).map((node) => node.scope)).toEqual(['0', '1'])
  })

  it('inputs in lists and records, one placeholder for each tensor', () => {
    const forward = ({ pair: [a, b] }: { pair: [tf.Tensor, tf.Tensor] }) => tf.add(a, b)
    const graph = traced(forward, { data: { pair: [[2], [2]] } })
    expect(graph.placeholders.map((node) => node.target)).toEqual(['data.pair.0', 'data.pair.1'])
    expect(graph.meta.inputs).toEqual({ data: { pair: ['data.pair.0', 'data.pair.1'] } })
  })

  it('a spread of inputs', () => {
    const graph = traced((...xs: tf.Tensor[]) => tf.concat(xs), { a: [2], b: [3] })
    expect(bodyOf(graph)).toEqual(['  concat = concat(xs=[a, b], axis=0)  : float32[5]', '  return concat'])
  })

  it('destructuring of a list of inputs', () => {
    const graph = traced(([a, b]: [tf.Tensor, tf.Tensor]) => tf.sub(b, a), { xs: [[2], [2]] })
    expect(bodyOf(graph)[0]).toBe('  sub = sub(xs_1, xs_0)  : float32[2]')
  })

  it('outputs in lists and records, with the values that are no tensors', () => {
    const graph = traced((x: tf.Tensor) => ({ y: tf.relu(x), all: [x], tag: 'hello', k: 2, none: null }))
    expect(bodyOf(graph).at(-1)).toBe('  return {y: relu, all: [x], tag: hello, k: 2, none: null}')
  })

  it('a constant argument, which decides the branch that is recorded', () => {
    const forward = (x: tf.Tensor, training: boolean) => (training ? tf.exp(x) : tf.relu(x))
    expect(opsOf(traced(forward, { x: [2], training: true }))).toEqual(['exp'])
    expect(opsOf(traced(forward, { x: [2], training: false }))).toEqual(['relu'])
  })

  it('a default argument keeps its default', () => {
    const graph = traced((x: tf.Tensor, factor = 4) => tf.mul(x, factor))
    expect(compute(graph, [1, 2])).toEqual([4, 8])
  })

  it('a model gives the same graph at every trace', () => {
    const forward = (x: tf.Tensor) => tf.add(tf.relu(x), tf.relu(x))
    expect(printGraph(traced(forward))).toBe(printGraph(traced(forward)))
  })

  it('a traced graph passes verify', () => {
    const graph = traced((x: tf.Tensor) => [tf.relu(x), { y: tf.exp(x) }])
    expect(() => verify(graph)).not.toThrow()
  })
})

describe('weights and constants', () => {
  it('a parameter that is returned bare is read once', () => {
    const weight = tf.variable(tf.tensor1d([1, 2]))
    const model = { weight, forward: (x: tf.Tensor) => [tf.add(x, weight), weight] }
    expect(names(traced(model))).toEqual(['x', 'weight', 'add', 'output'])
  })

  it('two reads of one tensor are one node', () => {
    const shift = tf.tensor1d([1, 2])
    const model = { shift, forward: (x: tf.Tensor) => tf.mul(tf.add(x, shift), shift) }
    const graph = traced(model)
    expect(graph.nodes.filter((node) => node.kind === 'get_attr').map((node) => node.target)).toEqual([
      'shift',
    ])
    expect(compute(graph, [1, 1])).toEqual([2, 6])
  })

  it('a tensor that no module owns becomes a constant of the graph', () => {
    const table = tf.tensor1d([3, 4])
    const graph = traced((x: tf.Tensor) => tf.add(x, table))
    expect([...graph.params.keys()]).toEqual(['_constant0'])
    expect(compute(graph, [0, 0])).toEqual([3, 4])
  })

  it('the name of a constant steps over a field of the model', () => {
    const model = { _constant0: tf.tensor1d([1, 1]), forward: (x: tf.Tensor): tf.Tensor => x }
    model.forward = (x) => tf.add(tf.mul(x, model._constant0), 7)
    const graph = traced(model)
    expect([...graph.params.keys()]).toEqual(['_constant0', '_constant1'])
    expect(compute(graph, [1, 2])).toEqual([8, 9])
  })

  it('infinite numbers and NaN stay what they are', () => {
    const graph = traced((x: tf.Tensor) => tf.add(x, [Number.POSITIVE_INFINITY, Number.NaN]))
    expect(compute(graph, [1, 1])).toEqual([Number.POSITIVE_INFINITY, Number.NaN])
  })

  it('a variable stays live; a plain tensor is copied', () => {
    const live = tf.variable(tf.tensor1d([1, 1]))
    const fixed = tf.tensor1d([2, 2])
    const graph = traced({ live, fixed, forward: (x: tf.Tensor) => tf.add(tf.mul(x, live), fixed) })
    expect([...graph.params].map(([path, { kind }]) => [path, kind])).toEqual([
      ['live', 'variable'],
      ['fixed', 'bytes'],
    ])
  })
})

describe('shapes are plain numbers while forward runs', () => {
  it.each<[string, (x: tf.Tensor) => boolean]>([
    ['shape', (x) => x.shape[1] === 3],
    ['rank', (x) => x.rank === 2],
    ['size', (x) => x.size > 0],
    ['dtype', (x) => x.dtype === 'float32'],
  ])('a branch on the %s of a value is taken', (_, holds) => {
    const graph = traced((x: tf.Tensor) => (holds(x) ? tf.relu(x) : tf.exp(x)), { x: [2, 3] })
    expect(opsOf(graph)).toEqual(['relu'])
  })

  it('a branch on the shape of a weight is taken', () => {
    const weight = tf.variable(tf.ones([3]))
    const forward = (x: tf.Tensor) => (weight.shape[0] === 3 && weight.size === 3 ? tf.mul(x, weight) : x)
    expect(opsOf(traced({ weight, forward }, { x: [2, 3] }))).toEqual(['mul'])
  })

  it('a loop over a size is unrolled', () => {
    const forward = (x: tf.Tensor) => {
      let y = x
      for (let i = 0; i < x.shape[0]!; i++) y = tf.relu(y)
      return y
    }
    expect(opsOf(traced(forward, { x: [4] }))).toHaveLength(4)
  })

  it('a branch on a size that is left open is refused', () => {
    const forward = (x: tf.Tensor) => (x.shape[0]! > 100 ? tf.relu(x) : tf.exp(x))
    expect(refusal(() => traced(forward, { x: [null, 3] }))).toMatch(
      /^TSFX1013: the graph depends on the size of batch/,
    )
  })
})

describe('leaves', () => {
  class Gate extends Module {
    override forward(x: tf.Tensor): tf.Tensor {
      return tf.relu(x)
    }
  }
  class Outer extends Module {
    readonly gate = new Gate()
    override forward(x: tf.Tensor): tf.Tensor {
      return tf.exp(this.gate.forward(x))
    }
  }
  class Plain extends Module {
    readonly relu = new ReLU()
    override forward(x: tf.Tensor): tf.Tensor {
      return tf.exp(this.relu.forward(x))
    }
  }

  it('a leaf module is one opaque node under its path', () => {
    const graph = traced(new Outer(), { x: [2] }, { isLeaf: (module: object) => module instanceof Gate })
    expect(bodyOf(graph)).toEqual([
      '  gate = this.gate(x)  : float32[2]',
      '  exp = exp(gate)      : float32[2]',
      '  return exp',
    ])
  })

  it('the predicate is asked with module and path, and decides', () => {
    const asked: string[] = []
    const isLeaf = (_: object, path: string) => {
      asked.push(path)
      return false
    }
    expect(opsOf(traced(new Plain(), { x: [2] }, { isLeaf }))).toEqual(['relu', 'exp'])
    expect(new Set(asked)).toEqual(new Set(['relu']))
  })

  it('without a predicate every module is traced through', () => {
    expect(traced(new Plain()).nodes.some((node) => node.kind === 'call_module')).toBe(false)
  })

  it("a user's own op is one node, whatever its function does", () => {
    const graph = traced((x: tf.Tensor) => wrapped({ x }))
    expect(opsOf(graph)).toEqual(['conformance.softsign'])
    expect(compute(graph, [1, -3])).toEqual([0.5, -0.75])
  })

  it("a user's own op computes at once outside a trace, also after one", () => {
    traced((x: tf.Tensor) => wrapped({ x }))
    expect(wrapped({ x: tf.tensor1d([1, -3]) }).arraySync()).toEqual([0.5, -0.75])
  })

  it("a user's own op inside a submodule has the scope of the submodule", () => {
    class Inner extends Module {
      override forward(x: tf.Tensor): tf.Tensor {
        return wrapped({ x })
      }
    }
    const inner = new Inner()
    const graph = traced({
      inner,
      forward: (x: tf.Tensor) => inner.forward(x),
    })
    expect(graph.nodes.find((node) => node.isOp('conformance.softsign'))?.scope).toBe('inner')
  })

  it('each node knows the module whose forward made it', () => {
    const graph = traced(new Outer(), { x: [2] }, { isLeaf: () => false, verify: false })
    expect(named(graph, 'relu').scope).toBe('gate')
    expect(named(graph, 'exp').scope).toBe('')
  })
})

describe('a trace refuses', () => {
  it('a comparison of a tensor', () => {
    expect(refusal(() => traced((x: tf.Tensor) => (untyped(x) > 0 ? x : tf.relu(x))))).toBe(
      'TSFX1005: the values of a tensor are not known while forward is traced: an operator such as > + - == on a tensor',
    )
  })

  it('to read the values of a tensor', () => {
    expect(refusal(() => traced((x: tf.Tensor) => tf.relu(x).dataSync()))).toBe(
      'TSFX1005: the values of a tensor are not known while forward is traced: dataSync()',
    )
  })

  it('to assign a tensor to a variable', () => {
    const weight = tf.variable(tf.zeros([2]))
    expect(
      refusal(() => traced({ weight, forward: (x: tf.Tensor) => weight.assign(x as tf.Tensor1D) })),
    ).toBe('TSFX1006: forward assigns a traced tensor to a variable')
  })

  it('a function that no op captures, by its name', () => {
    expect(refusal(() => traced((x: tf.Tensor) => tf.atanh(x)))).toBe('TSFX1007: no op captures tf.atanh')
  })

  it('a forward that returns no tensor', () => {
    expect(refusal(() => traced((_: tf.Tensor) => 'text'))).toMatch(
      /^TSFX1003: forward of .* returned .*, which holds no tensor$/,
    )
  })

  it('a model without the method forward', () => {
    expect(refusal(() => traced({ run: (x: tf.Tensor) => x }))).toBe(
      'TSFX1002: cannot trace an object of Model without a method forward',
    )
  })

  it('inputs that are not the parameters of forward', () => {
    const forward = (left: tf.Tensor, right: tf.Tensor) => tf.add(left, right)
    expect(refusal(() => traced(forward, { left: [2] }))).toBe(
      'TSFX1012: forward of forward takes left, right, but the trace gives it left',
    )
  })

  it('a trace inside a trace', () => {
    const inner = (x: tf.Tensor) => tf.relu(x)
    const outer = (x: tf.Tensor) => {
      traced(inner)
      return x
    }
    expect(refusal(() => traced(outer))).toBe(
      'TSFX1020: trace was called inside a forward that is being traced',
    )
  })

  it('a tensor that was kept from an earlier trace', () => {
    const kept: tf.Tensor[] = []
    const keeping = (x: tf.Tensor) => {
      kept.push(x)
      return tf.relu(x)
    }
    traced(keeping, { x: [2] }, { verify: false })
    expect(refusal(() => traced((x: tf.Tensor) => tf.add(x, kept[0]!)))).toMatch(/^TSFX1022: /)
  })

  it('and shows the line of the user', () => {
    const forward = (x: tf.Tensor) => tf.atanh(x)
    expect(() => trace(forward, { x: [2] }, { lookup })).toThrow(
      /capture\.test\.ts:\d+:\d+[\s\S]*> *\d+ \|.*tf\.atanh\(x\)/,
    )
  })

  it('and leaves the functions of TensorFlow.js as they were', () => {
    expect(refusal(() => traced((x: tf.Tensor) => tf.atanh(tf.relu(x))))).toMatch(/^TSFX1007/)
    expect(tf.relu(tf.tensor1d([-1, 1])).arraySync()).toEqual([0, 1])
  })
})
