/** @file One function's graph in the place of another's: what torch.fx's subgraph_rewriter is tested for, in our words. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { Linear } from '@tsfx/nn'
import { type Graph, Ref, sourcePlaces } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { bodyOf, compute, named, names, opsOf, sketch, traced } from './graphs.fixture.ts'
import { replaced, type T, X, XY } from './rewriting.fixture.ts'

const relu = (x: T): T => tf.relu(x)
const useTanh = { inputs: X, pattern: relu, replacement: (x: T) => tf.tanh(x) }

/** `x` through these ops, named by the alphabet. */
const through = (...ops: readonly string[]): Graph =>
  sketch((g) =>
    ops.reduce((x, op, i) => g.op(op, { x }, { name: String.fromCharCode(97 + i) }), g.input('x')),
  )

describe('a replacement', () => {
  it('that computes the same keeps every number', () => {
    const before = traced((x: T) => tf.exp(tf.add(tf.relu(x), tf.relu(x))))
    const after = replaced(before, {
      inputs: X,
      pattern: (x: T) => tf.add(tf.relu(x), tf.relu(x)),
      replacement: (x: T) => tf.mul(tf.relu(x), 2),
    })
    expect(after.ops).toEqual(['relu', 'mul', 'exp'])
    expect(compute(after.graph, [-1, 0.5])).toEqual(compute(before, [-1, 0.5]))
  })

  it('of one call by another keeps the name of the node', () => {
    const { graph, ops } = replaced(through('exp', 'relu', 'sigmoid'), useTanh)
    expect(ops).toEqual(['exp', 'tanh', 'sigmoid'])
    expect(names(graph)).toEqual(['x', 'a', 'b', 'c', 'output'])
  })

  it('may be the input itself', () => {
    const { graph, ops } = replaced(through('relu', 'exp'), { ...useTanh, replacement: (x: T) => x })
    expect(ops).toEqual(['exp'])
    expect(compute(graph, [0, 0])).toEqual([1, 1])
  })

  it('may have more calls than the pattern', () => {
    const grown = { ...useTanh, replacement: (x: T) => tf.add(tf.relu(x), tf.sub(x, x)) }
    const { graph } = replaced(through('exp', 'relu'), grown)
    expect(opsOf(graph)).toEqual(['exp', 'relu', 'sub', 'add'])
    expect(compute(graph, [0, 0])).toEqual([1, 1])
  })

  it('is not searched for the pattern that it replaces', () => {
    const { ops } = replaced(through('relu'), { ...useTanh, replacement: (x: T) => tf.relu(tf.relu(x)) })
    expect(ops).toEqual(['relu', 'relu'])
  })

  it('may have a weight that the graph has not, under a path of its own', () => {
    const layer = new Linear({ inFeatures: 3, outFeatures: 3, bias: false })
    const before = sketch((g) => g.op('relu', { x: g.input('x', [1, 3]) }, { name: 'y' }))
    const { graph } = replaced(before, {
      inputs: { x: [1, 3] },
      pattern: relu,
      replacement: (x: tf.Tensor2D) => layer.forward(x),
    })
    expect(graph.params.size).toBe(1)
    const [path] = graph.params.keys()
    expect(graph.params.get(path!)?.shape).toEqual([3, 3])
    expect(opsOf(graph)).toEqual(['matMul'])
  })

  it('does not touch a parameter of the graph that has the path of one of its own', () => {
    const before = sketch((g) =>
      g.op('mul', { a: g.op('relu', { x: g.input('x') }), b: g.param('_constant0', [3, 4]) }),
    )
    const { graph } = replaced(before, {
      ...useTanh,
      replacement: (x: T) => tf.add(x, tf.tensor1d([10, 20])),
    })
    expect(graph.params.get('_constant0')).toBe(before.params.get('_constant0'))
    expect(compute(graph, [0, 0])).toEqual([30, 80])
  })

  it('is traced at the sizes of the match, and may compute with them', () => {
    const before = sketch((g) => g.op('relu', { x: g.input('x', [2, 5]) }, { name: 'y' }))
    const seen: (readonly number[])[] = []
    const { graph } = replaced(before, {
      ...useTanh,
      replacement: (x: T) => {
        seen.push(x.shape)
        return tf.reshape(tf.reshape(x, [x.size]), x.shape)
      },
    })
    expect(seen.at(-1)).toEqual([2, 5])
    expect(named(graph, 'y').target).toBe('reshape')
  })

  it('of another type is declined, and the reason given', () => {
    const before = through('relu')
    const { graph, reasons } = replaced(before, { ...useTanh, replacement: (x: T) => tf.mean(x) })
    expect(graph).toBe(before)
    expect(reasons).toEqual(['a: the replacement would be float32[] and not float32[2]'])
  })

  it('goes back to the place in the source of what it replaced', () => {
    const loc = { file: '/net.ts', line: 7, column: 3 }
    const before = sketch((g) => g.op('relu', { x: g.input('x') }, { name: 'y', loc, scope: 'head' }))
    const { graph } = replaced(before, { ...useTanh, replacement: (x: T) => tf.exp(tf.tanh(x)) })
    const made = graph.nodes.filter((node) => node.kind === 'call_function')
    expect(made.map((node) => sourcePlaces(node))).toEqual([[loc], [loc]])
    expect(made.map(({ scope }) => scope)).toEqual(['head', 'head'])
  })

  it('may be made for each match from what it found', () => {
    const { ops } = replaced(through('relu', 'exp', 'relu'), {
      ...useTanh,
      replacementFor: ({ anchors }) => (anchors[0]!.name === 'a' ? tf.tanh : tf.sigmoid),
    })
    expect(ops).toEqual(['tanh', 'exp', 'sigmoid'])
  })
})

describe('a pattern', () => {
  it('that occurs once is replaced once', () => {
    const pair = { ...useTanh, pattern: (x: T) => tf.exp(tf.relu(x)) }
    const { count, ops } = replaced(through('relu', 'relu', 'exp', 'exp'), pair)
    expect([count, ops]).toEqual([1, ['relu', 'tanh', 'exp']])
  })

  it('that occurs often is replaced everywhere, in execution order', () => {
    const { matches, ops } = replaced(through('relu', 'exp', 'relu', 'relu'), useTanh)
    expect(matches.map(({ anchors }) => anchors[0]!.name)).toEqual(['a', 'c', 'd'])
    expect(ops).toEqual(['tanh', 'exp', 'tanh', 'tanh'])
  })

  it('that occurs nowhere leaves the same version', () => {
    const before = through('exp', 'sigmoid')
    expect(replaced(before, useTanh).graph).toBe(before)
  })

  it('knows its inputs by name and not by their order in the graph', () => {
    const before = traced((first: T, second: T) => tf.sub(tf.exp(second), first), { first: [2], second: [2] })
    const { graph } = replaced(before, {
      inputs: XY,
      pattern: (x: T, y: T) => tf.sub(x, y),
      replacement: (x: T, y: T) => tf.div(x, y),
    })
    expect(bodyOf(graph)).toEqual([
      '  exp = exp(second)      : float32[2]',
      '  sub = div(exp, first)  : float32[2]',
      '  return sub',
    ])
  })

  it('has its result replaced in every place that uses it', () => {
    const before = sketch((g) => {
      const y = g.op('relu', { x: g.input('x') }, { name: 'y' })
      return [g.op('add', { a: y, b: y }, { name: 'twice' }), g.op('exp', { x: y }, { name: 'e' }), y]
    })
    const { graph } = replaced(before, { ...useTanh, replacement: (x: T) => tf.exp(tf.tanh(x)) })
    const result = new Ref(named(graph, 'y').id)
    expect(named(graph, 'y').target).toBe('exp')
    expect(named(graph, 'twice').args).toMatchObject({ a: result, b: result })
    expect(named(graph, 'e').args.x).toEqual(result)
    expect((graph.output!.args.value as readonly unknown[])[2]).toEqual(result)
  })

  it('may be the whole graph', () => {
    const whole = (x: T, y: T): T => tf.relu(tf.add(tf.exp(x), y))
    const { ops } = replaced(traced(whole, XY), {
      inputs: XY,
      pattern: whole,
      replacement: (x: T, y: T) => tf.mul(x, y),
    })
    expect(ops).toEqual(['mul'])
  })

  it('may be a function, an arrow function or a method of an object', () => {
    function declared(x: T): T {
      return tf.relu(x)
    }
    const holder = { pattern: (x: T): T => tf.relu(x) }
    for (const pattern of [declared, holder.pattern])
      expect(replaced(through('relu'), { ...useTanh, pattern }).ops).toEqual(['tanh'])
  })

  it('finds a method call where the graph has the function, for both are one op', async () => {
    await import('@tensorflow/tfjs')
    const before = traced((x: T) => tf.add(tf.relu(x), x))
    expect(replaced(before, { ...useTanh, pattern: (x: T) => x.relu().add(x) }).ops).toEqual(['tanh'])
  })

  it('whose inner value the graph uses elsewhere does not match, and the user is named', () => {
    const before = sketch((g) => {
      const a = g.op('relu', { x: g.input('x') }, { name: 'a' })
      return [g.op('exp', { x: a }, { name: 'b' }), g.op('sigmoid', { x: a }, { name: 'outside' })]
    })
    const { graph, reasons } = replaced(before, { ...useTanh, pattern: (x: T) => tf.exp(tf.relu(x)) })
    expect(graph).toBe(before)
    expect(reasons).toEqual(["b: relu 'a': its value is also used by sigmoid 'outside'"])
  })

  it('whose inner value is a result of the graph does not match', () => {
    const before = sketch((g) => {
      const a = g.op('relu', { x: g.input('x') }, { name: 'a' })
      return [a, g.op('exp', { x: a }, { name: 'b' })]
    })
    const { graph, reasons } = replaced(before, { ...useTanh, pattern: (x: T) => tf.exp(tf.relu(x)) })
    expect(graph).toBe(before)
    expect(reasons).toEqual(["b: relu 'a': its value is also used by the output"])
  })

  it('has inputs that stand for inputs, parameters and values of calls alike', () => {
    const before = sketch((g) => {
      const x = g.input('x')
      return [g.op('add', { a: x, b: g.param('w', [1, 2]) }), g.op('add', { a: g.op('exp', { x }), b: x })]
    })
    const fields = {
      inputs: XY,
      pattern: (x: T, y: T) => tf.add(x, y),
      replacement: (x: T, y: T) => tf.sub(x, y),
    }
    expect(replaced(before, fields).ops).toEqual(['sub', 'exp', 'sub'])
  })

  it('used twice with one input needs one value there', () => {
    const square = { ...useTanh, pattern: (x: T) => tf.mul(x, x) }
    const graph = (other: boolean): Graph =>
      sketch((g) => {
        const [x, y] = [g.input('x'), g.input('y')]
        return g.op('mul', { a: x, b: other ? y : x }, { name: 'm' })
      })
    expect(replaced(graph(false), square).ops).toEqual(['tanh'])
    expect(replaced(graph(true), square).count).toBe(0)
  })

  it('with two inputs may find one value for both', () => {
    const before = sketch((g) => {
      const x = g.input('x')
      return g.op('sub', { a: x, b: x })
    })
    const fields = {
      inputs: XY,
      pattern: (x: T, y: T) => tf.sub(x, y),
      replacement: (x: T, y: T) => tf.add(x, y),
    }
    expect(compute(replaced(before, fields).graph, [3, 4])).toEqual([6, 8])
  })

  it('may have inputs that it does not use', () => {
    const fields = {
      inputs: XY,
      pattern: (x: T, _y: T) => tf.relu(x),
      replacement: (x: T, _y: T) => tf.tanh(x),
    }
    expect(replaced(through('relu'), fields).ops).toEqual(['tanh'])
  })

  it('must not leave unbound an input that the replacement needs', () => {
    const fields = {
      inputs: XY,
      pattern: (x: T, _y: T) => tf.relu(x),
      replacement: (x: T, y: T) => tf.add(x, y),
    }
    expect(() => replaced(through('relu'), fields)).toThrow(/^TSFX2027.*'y'/s)
  })

  it('that computes what it does not return is refused', () => {
    const dead = (x: T): T => {
      tf.exp(x)
      return tf.relu(x)
    }
    expect(() => replaced(through('relu'), { ...useTanh, pattern: dead })).toThrow(/^TSFX2023/)
  })

  it('that returns only its input is refused, for it would be everywhere', () => {
    expect(() => replaced(through('relu'), { ...useTanh, pattern: (x: T) => x })).toThrow(/^TSFX2021/)
  })

  it('tries both orders of a commutative op', () => {
    const before = traced((x: T, y: T) => tf.add(tf.exp(y), tf.relu(x)), XY)
    const fields = {
      inputs: XY,
      pattern: (x: T, y: T) => tf.add(tf.relu(x), tf.exp(y)),
      replacement: (x: T, y: T) => tf.sub(x, y),
    }
    const { graph } = replaced(before, fields)
    expect(named(graph, 'add').args).toMatchObject({
      a: new Ref(named(graph, 'x').id),
      b: new Ref(named(graph, 'y').id),
    })
    expect(replaced(before, { ...fields, commutative: false }).count).toBe(0)
  })

  it('leaves an order that fits at first and contradicts what follows', () => {
    const before = traced((x: T, y: T) => tf.sub(tf.add(tf.relu(x), tf.relu(y)), x), XY)
    const { graph } = replaced(before, {
      inputs: XY,
      pattern: (x: T, y: T) => tf.sub(tf.add(tf.relu(x), tf.relu(y)), y),
      replacement: (x: T, y: T) => tf.div(x, y),
    })
    const divided = graph.nodesOf('div')[0]!
    expect([divided.args.a, divided.args.b]).toEqual(['y', 'x'].map((name) => new Ref(named(graph, name).id)))
  })
})
