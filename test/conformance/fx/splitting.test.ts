/** @file A graph cut into parts: what the parts and the parent hold, and that nothing is computed otherwise. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { Linear, Module } from '@tsfx/nn'
import {
  type Graph,
  inlineParts,
  interpretSplit,
  opCatalog,
  partitionByCapability,
  printGraph,
  Ref,
  splitByTags,
  splitGraph,
  supportsOps,
  tensorType,
  verify,
} from 'tsfx'
import { describe, expect, it } from 'vitest'
import { bodyOf, compute, names, refusal, reluAdd, sketch, traced } from './graphs.fixture.ts'

/** `a = relu(x); b = exp(a); c = add(b, a); return c`. */
const diamond = (): Graph =>
  sketch((g) => {
    const a = g.op('relu', { x: g.input('x') }, { name: 'a' })
    const b = g.op('exp', { x: a }, { name: 'b' })
    return g.op('add', { a: b, b: a }, { name: 'c' })
  })

const numbers = (value: unknown): readonly number[] => [...(value as tf.Tensor).dataSync()]
const partitions = (graph: Graph, ...ops: readonly string[]): readonly (readonly string[])[] =>
  partitionByCapability(graph, supportsOps(ops)).partitions.map(({ nodes }) => nodes.map((node) => node.name))

describe('a split', () => {
  it('has a parent that calls each part once, in order', () => {
    const { graph } = splitByTags(diamond(), { first: ['a'], rest: ['b', 'c'] })
    expect(graph.nodes.filter((node) => node.kind === 'call_module').map((node) => node.target)).toEqual([
      'first',
      'rest',
    ])
    verify(graph, opCatalog)
  })

  it('has parts that are graphs of their own, with the names of the whole', () => {
    const { parts } = splitByTags(diamond(), { first: ['a'], rest: ['b', 'c'] })
    expect([...parts.keys()]).toEqual(['first', 'rest'])
    expect(bodyOf(parts.get('rest')!)).toEqual([
      '  b = exp(a)     : float32[2]',
      '  c = add(b, a)  : float32[2]',
      '  return c',
    ])
    for (const part of parts.values()) verify(part, opCatalog)
  })

  it('computes what the graph computes', () => {
    const x = tf.tensor1d([-1, 0.5])
    const split = splitByTags(diamond(), { first: ['a'], rest: ['b', 'c'] })
    expect(numbers(interpretSplit(split, { x }, { tf }))).toEqual(compute(diamond(), [-1, 0.5]))
  })

  it('leaves in the parent what no part asks for', () => {
    const { graph, parts } = splitByTags(diamond(), { middle: ['b'] })
    expect(graph.nodes.map((node) => `${node.kind} ${node.target}`)).toEqual([
      'placeholder x',
      'call_function relu',
      'call_module middle',
      'call_function add',
      'output output',
    ])
    expect(parts.size).toBe(1)
  })

  it('keeps the inputs of the whole as they were, lists and records too', () => {
    const forward = ({ pair: [a, b] }: { pair: [tf.Tensor, tf.Tensor] }) => tf.relu(tf.add(a, b))
    const whole = traced(forward, { data: { pair: [[2], [2]] } })
    const { graph } = splitGraph(whole, (node) => (node.isOp('relu') ? 'tail' : null))
    expect(graph.meta.inputs).toEqual(whole.meta.inputs)
    const inputs = { 'data.pair.0': tf.tensor1d([-3, 1]), 'data.pair.1': tf.ones([2]) }
    const split = splitGraph(whole, (node) => (node.isOp('relu') ? 'tail' : null))
    expect(numbers(interpretSplit(split, inputs, { tf }))).toEqual([0, 2])
  })

  it('keeps the default of an argument', () => {
    const whole = traced((x: tf.Tensor, factor = 4) => tf.mul(tf.relu(x), factor))
    const split = splitGraph(whole, (node) => (node.isOp('mul') ? 'tail' : 'head'))
    expect(split.graph.placeholders.map(({ target }) => target)).toEqual(['x'])
    expect(numbers(interpretSplit(split, { x: tf.tensor1d([-1, 2]) }, { tf }))).toEqual([0, 8])
  })

  it('may follow the modules of the user, and says which part each node is in', () => {
    class Net extends Module {
      readonly stem = new Linear({ inFeatures: 2, outFeatures: 2, bias: false })
      readonly head = new Linear({ inFeatures: 2, outFeatures: 3, bias: false })
      override forward(x: tf.Tensor2D): tf.Tensor {
        return this.head.forward(this.stem.forward(x))
      }
    }
    const whole = traced(new Net(), { x: [1, 2] })
    const split = splitGraph(whole, (node) => node.scope || null)
    expect([...split.parts].map(([name, { params }]) => [name, [...params.keys()]])).toEqual([
      ['stem', ['stem.weight']],
      ['head', ['head.weight']],
    ])
    expect(split.partOf.size).toBe(2)
    expect(new Set(split.partOf.values())).toEqual(new Set(['stem', 'head']))
  })

  it('comes back as the graph that was cut', () => {
    const split = splitByTags(diamond(), { first: ['a'], rest: ['b', 'c'] })
    expect(printGraph(inlineParts(split))).toBe(printGraph(diamond()))
  })

  it('has names that stay unique', () => {
    const tensor = tensorType('float32', [2])
    const whole = sketch((g) => {
      const x = g.input('x')
      const type = { kind: 'record', fields: { left: tensor, right: tensor } } as const
      const { node } = g.module('cut', x, { name: 'pair', type })
      const taken = g.op('relu', { x }, { name: 'pair_left' })
      return g.op('add', { a: g.op('mul', { a: new Ref(node, 'left'), b: taken }), b: x }, { name: 'rest' })
    })
    const { graph, parts } = splitByTags(whole, { pair: ['pair'], rest: ['mul'] })
    for (const each of [graph, ...parts.values()]) verify(each, opCatalog)
    // The call of a part steps over the node of that name, the item `left` of `pair` over the node `pair_left`.
    expect(names(graph)).toEqual(['x', 'pair_1', 'pair_left', 'rest_1', 'rest', 'output'])
    expect(names(parts.get('rest')!)).toEqual(['pair_left_1', 'pair_left', 'mul', 'output'])
  })

  it('into parts that need each other is refused', () => {
    expect(refusal(() => splitByTags(diamond(), { outer: ['a', 'c'], inner: ['b'] }))).toMatch(
      /^TSFX2041: .*outer.*inner/,
    )
  })

  it('by a name that no call has is refused', () => {
    expect(refusal(() => splitByTags(diamond(), { part: ['nothing'] }))).toMatch(/^TSFX2043: .*nothing/)
  })
})

describe('partitions', () => {
  it('are the largest runs of supported calls', () => {
    const graph = sketch((g) => {
      let x = g.input('x')
      for (const op of ['relu', 'tanh', 'exp', 'relu', 'tanh']) x = g.op(op, { x })
      return x
    })
    expect(partitions(graph, 'relu', 'tanh')).toEqual([
      ['relu', 'tanh'],
      ['relu_1', 'tanh_1'],
    ])
  })

  it('never hold two calls with an unsupported one between them', () => {
    expect(partitions(diamond(), 'relu', 'add')).toEqual([])
    expect(partitions(diamond(), 'relu', 'exp', 'add')).toEqual([['a', 'b', 'c']])
  })

  it('hold calls side by side that share an input', () => {
    const graph = sketch((g) => {
      const a = g.op('relu', { x: g.input('x') }, { name: 'a' })
      return [g.op('exp', { x: a }, { name: 'left' }), g.op('tanh', { x: a }, { name: 'right' })]
    })
    expect(partitions(graph, 'relu', 'exp', 'tanh')).toEqual([['a', 'left', 'right']])
  })

  it('say of each call outside why it is outside', () => {
    const { declined } = partitionByCapability(reluAdd(), supportsOps(['relu']), { minNodes: 1 })
    expect([...declined.keys()]).toEqual(['z'])
    expect(declined.get('z')).toMatch(/add/)
  })
})
