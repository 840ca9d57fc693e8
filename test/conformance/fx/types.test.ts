/** @file Types of values: given while a graph is captured, inferred again after edits. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Graph, inferTypes, multiplyDims, printType, Ref, runPasses, tensorType } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { batch, idOf, named, reluAdd, sketch, traced } from './graphs.fixture.ts'

const typed = (graph: Graph): Graph => runPasses(graph, [inferTypes], { verify: false }).graph
const typesOf = (graph: Graph): readonly string[] =>
  graph.nodes.map(({ name, type }) => `${name}: ${printType(type)}`)
/** The same graph without the types of its calls. */
const untyped = (graph: Graph): Graph =>
  graph.edit((edit) => {
    for (const node of graph.nodes) if (node.kind === 'call_function') edit.update(node.id, { type: null })
  }).graph

describe('inferTypes', () => {
  it('gives every node the type that follows from its inputs', () => {
    expect(typesOf(typed(untyped(reluAdd())))).toEqual([
      'x: float32[2]',
      'y: float32[2]',
      'z: float32[2]',
      'output: float32[2]',
    ])
  })

  it('follows a change of shape through the graph', () => {
    const graph = sketch((g) => {
      const x = g.input('x', [batch, 6])
      const y = g.op('reshape', { x, shape: [multiplyDims(2, batch), 3] }, { name: 'y' })
      return g.op('matMul', { a: y, b: g.param('w', [1, 2, 3, 4, 5, 6], [3, 2]) }, { name: 'z' })
    })
    expect(typesOf(typed(untyped(graph))).slice(1)).toEqual([
      'y: float32[2*batch, 3]',
      'w: float32[3, 2]',
      'z: float32[2*batch, 2]',
      'output: float32[2*batch, 2]',
    ])
  })

  it('types the output as the list or record that it is', () => {
    const graph = sketch((g) => {
      const x = g.input('x')
      return { pair: [x, g.op('relu', { x })] }
    })
    expect(printType(typed(graph).output!.type)).toBe('{ pair: (float32[2], float32[2]) }')
  })

  it('types a use of one item by that item', () => {
    const graph = sketch((g) => {
      const items = [tensorType('float32', [3]), tensorType('float32', [2])]
      const { node } = g.module('split', g.input('x'), { type: { kind: 'tuple', items } })
      return g.op('relu', { x: new Ref(node, 1) }, { name: 'y' })
    })
    expect(printType(named(typed(untyped(graph)), 'y').type)).toBe('float32[2]')
  })

  it('types anew what an edit changed upstream', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) => {
      edit.update(idOf(base, 'x'), { type: tensorType('float32', [batch, 7]) })
    })
    expect(typesOf(typed(untyped(graph)))[2]).toBe('z: float32[batch, 7]')
  })

  it('gives a typed graph back as the same version', () => {
    const once = typed(reluAdd())
    expect(typed(once)).toBe(once)
  })
})

describe('a traced graph', () => {
  it('has the type of every node at once', () => {
    const graph = traced((x: tf.Tensor) => tf.relu(tf.reshape(x, [-1])), { x: [null, 3] })
    expect(typesOf(graph)).toEqual([
      'x: float32[batch, 3]',
      'reshape: float32[3*batch]',
      'relu: float32[3*batch]',
      'output: float32[3*batch]',
    ])
  })

  it('keeps integers apart from floats', () => {
    const graph = traced((x: tf.Tensor) => tf.reshape(x, [4]), { x: { shape: [2, 2], dtype: 'int32' } })
    expect(printType(named(graph, 'reshape').type)).toBe('int32[4]')
  })
})
