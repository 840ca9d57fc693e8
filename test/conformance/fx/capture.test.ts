/** @file Capture, as far as it concerns the graph: what a forward becomes, and what is refused. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { ReLU, Sequential } from '@tsfx/nn'
import { interpret, printGraph, verify } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { bodyOf, compute, names, opsOf, refusal, traced } from './graphs.fixture.ts'

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

  it('a function, its module and its chained method are one op', async () => {
    await import('@tensorflow/tfjs')
    const forms = [(x: tf.Tensor) => tf.relu(x), new ReLU(), (x: tf.Tensor) => x.relu()]
    expect(forms.map((form) => bodyOf(traced(form)))).toEqual(
      forms.map(() => ['  relu = relu(x)  : float32[2]', '  return relu']),
    )
  })

  it('an operation on two values is one op, as a function and as a method of either', async () => {
    await import('@tensorflow/tfjs')
    const forms = [(a: tf.Tensor, b: tf.Tensor) => tf.sub(a, b), (a: tf.Tensor, b: tf.Tensor) => a.sub(b)]
    for (const form of forms)
      expect(bodyOf(traced(form, { a: [2], b: [2] }))[0]).toBe('  sub = sub(a, b)  : float32[2]')
  })

  it('through classes of the user that hold tensors', () => {
    class Pair {
      readonly left: tf.Tensor
      readonly right: tf.Tensor
      constructor(left: tf.Tensor, right: tf.Tensor) {
        this.left = left
        this.right = right
      }
      plus(other: Pair): Pair {
        return new Pair(tf.add(this.left, other.left), tf.add(this.right, other.right))
      }
    }
    const forward = (x: tf.Tensor, y: tf.Tensor) => {
      const { left, right } = new Pair(x, y).plus(new Pair(y, y))
      return tf.mul(left, right)
    }
    expect(bodyOf(traced(forward, { x: [2], y: [2] }))).toEqual([
      '  add = add(x, y)        : float32[2]',
      '  add_1 = add(y, y)      : float32[2]',
      '  mul = mul(add, add_1)  : float32[2]',
      '  return mul',
    ])
  })

  it('through a class of the user that holds plain values beside tensors', () => {
    class Scaled {
      readonly value: tf.Tensor
      readonly factor: number
      constructor(value: tf.Tensor, factor: number) {
        this.value = value
        this.factor = factor
      }
      read(): tf.Tensor {
        return tf.mul(this.value, this.factor)
      }
    }
    expect(
      compute(
        traced((x: tf.Tensor) => new Scaled(tf.relu(x), 4).read()),
        [-1, 2],
      ),
    ).toEqual([0, 8])
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

describe('inputs', () => {
  it('a placeholder has the dtype and the sizes of its spec', () => {
    const graph = traced((ids: tf.Tensor) => tf.reshape(ids, [-1]), {
      ids: { shape: ['rows', 3], dtype: 'int32' },
    })
    expect(printGraph(graph, { places: false }).split('\n')[0]).toBe('forward(ids: int32[rows, 3])')
  })

  it('a constant inside a record of inputs is no placeholder', () => {
    const forward = ({ x, power }: { x: tf.Tensor; power: number }) => tf.mul(x, power)
    const graph = traced(forward, { data: { x: [2], power: 3 } })
    expect(graph.placeholders.map((node) => node.target)).toEqual(['data.x'])
    expect(compute(graph, [1, 2], 'data.x')).toEqual([3, 6])
  })

  it('an input given as null stays null', () => {
    const forward = (x: tf.Tensor, mask: tf.Tensor | null) => (mask === null ? tf.relu(x) : tf.mul(x, mask))
    expect(opsOf(traced(forward, { x: [2], mask: null }))).toEqual(['relu'])
    expect(opsOf(traced(forward, { x: [2], mask: [2] }))).toEqual(['mul'])
  })

  it('that the trace has fixed are refused in a run, by name', () => {
    const forward = (x: tf.Tensor, mask: tf.Tensor | null) => (mask === null ? tf.relu(x) : tf.mul(x, mask))
    const graph = traced(forward, { x: [2], mask: null })
    const [x, mask] = [tf.ones([2]), tf.ones([2])]
    expect(refusal(() => interpret(graph, { x, mask }, { tf }))).toBe(
      "TSFX0512: input 'mask' is no input of forward, which takes 'x': the trace relied on mask = null",
    )
  })

  it('two named sizes of one name are one size', () => {
    const graph = traced((a: tf.Tensor, b: tf.Tensor) => tf.add(a, b), { a: ['n', 2], b: ['n', 2] })
    expect(bodyOf(graph)[0]).toBe('  add = add(a, b)  : float32[n, 2]')
  })
})

describe('outputs', () => {
  it('a record with numbers as keys keeps them', () => {
    const graph = traced((x: tf.Tensor) => ({ 1: x, 2: tf.relu(x) }))
    expect(bodyOf(graph).at(-1)).toBe('  return {1: x, 2: relu}')
  })

  it('one tensor returned twice is one node used twice', () => {
    const graph = traced((x: tf.Tensor) => {
      const y = tf.relu(x)
      return [y, y]
    })
    expect(bodyOf(graph)).toEqual(['  relu = relu(x)  : float32[2]', '  return [relu, relu]'])
  })
})

describe('calls', () => {
  it('tf.tidy leaves no trace in the graph', () => {
    const forward = (x: tf.Tensor) => tf.tidy(() => tf.exp(tf.tidy(() => tf.relu(x))))
    expect(opsOf(traced(forward))).toEqual(['relu', 'exp'])
  })

  it('arguments are recorded under the names of the schema, with their defaults', () => {
    const graph = traced((x: tf.Tensor2D) => tf.matMul(x, x, true), { x: [2, 3] })
    expect(bodyOf(graph)[0]).toBe(
      '  matMul = matMul(x, x, transposeA=true, transposeB=false)  : float32[3, 3]',
    )
  })

  it('one op called with positional or with named arguments is one node', () => {
    const filter = tf.ones<tf.Rank.R4>([1, 1, 1, 1])
    const positional = (x: tf.Tensor4D) => tf.conv2d(x, filter, 1, 'same')
    const inRecord = (x: tf.Tensor4D) => tf.fused.conv2d({ x, filter, strides: 1, pad: 'same' })
    const [a, b] = [positional, inRecord].map((forward) => bodyOf(traced(forward, { x: [1, 2, 2, 1] })))
    expect(a).toEqual(b)
  })
})
