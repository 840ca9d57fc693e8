/** @file Names of nodes: derived, unique, legal, and lasting. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { createSourceLookup } from '@tsfx/source'
import { Graph, legalIdentifier, type NewNode, trace } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { chain, idOf, named, names, reluAdd, sketch, usersOf } from './graphs.fixture.ts'

const lookup = createSourceLookup()

/** The names that nodes get which want `wanted`, each of them told beforehand by `freeName`. */
const given = (...wanted: readonly string[]): readonly string[] =>
  names(
    Graph.empty().edit((edit) => {
      for (const name of wanted) {
        const free = edit.freeName(name)
        expect(edit.append({ kind: 'placeholder', target: 'a', name }).name).toBe(free)
      }
    }).graph,
  )

const call = (target: string): NewNode => ({ kind: 'call_function', target })

describe('a name', () => {
  it('is that of the op when none is given', () => {
    const { graph } = Graph.empty().edit((edit) => edit.append(call('relu')))
    expect(names(graph)).toEqual(['relu'])
  })

  it('gets the next free number when it is taken', () => {
    expect(given('foo', 'foo', 'foo')).toEqual(['foo', 'foo_1', 'foo_2'])
  })

  it('steps over a number that a user gave', () => {
    expect(given('foo_1', 'foo', 'foo')).toEqual(['foo_1', 'foo', 'foo_2'])
  })

  it('steps over a given name which comes later', () => {
    expect(given('foo', 'foo', 'foo_1')).toEqual(['foo', 'foo_1', 'foo_1_1'])
  })

  it('that is a word of the language gets an underscore', () => {
    expect(given('class', 'await', 'arguments')).toEqual(['class_', 'await_', 'arguments_'])
  })

  it('hides neither TensorFlow.js nor the kernels nor numbers in emitted code', () => {
    const reserved = ['tf', 'q', 'NaN', 'Infinity']
    expect(given(...reserved)).toEqual(['tf_', 'q_', 'NaN_', 'Infinity_'])
    expect(reserved.map((name) => legalIdentifier(name))).toEqual(given(...reserved))
  })

  it('loses what no identifier may hold', () => {
    expect(given('a b', 'layers.0.weight', '1st', 'x-y')).toEqual(['a_b', 'layers_0_weight', '_1st', 'x_y'])
  })

  it('without one legal character becomes value', () => {
    expect(given('', '???')).toEqual(['value', 'value_1'])
  })

  it('of an erased node is free again', () => {
    const { graph } = Graph.empty().edit((edit) => {
      edit.erase(edit.append(call('relu')).id)
      edit.append(call('relu'))
    })
    expect(names(graph)).toEqual(['relu'])
  })

  it('of a renamed node is free again, and its uses follow the node', () => {
    const base = reluAdd()
    const { graph } = base.edit((edit) => {
      edit.update(idOf(base, 'y'), { name: 'hidden' })
      edit.append({ ...call('exp'), name: 'y' })
    })
    expect(names(graph)).toEqual(['x', 'hidden', 'z', 'y', 'output'])
    expect(usersOf(graph, 'hidden')).toEqual(['z'])
  })

  it('given to a node that has it already stays', () => {
    const base = chain(2)
    const { graph } = base.edit((edit) => edit.update(idOf(base, 'r_1'), { name: 'r_1' }))
    expect(names(graph)).toEqual(['x', 'r', 'r_1', 'output'])
  })

  it('of one node survives edits of others', () => {
    const base = chain(3)
    const { graph } = base.edit((edit) => {
      edit.replaceAllUsesWith(idOf(base, 'r'), idOf(base, 'x'))
      edit.erase(idOf(base, 'r'))
    })
    expect(names(graph)).toEqual(['x', 'r_1', 'r_2', 'output'])
  })

  it('finds its node, and no other does', () => {
    const graph = reluAdd()
    expect(graph.find('y')).toBe(named(graph, 'y'))
    expect(graph.find('nothing')).toBeNull()
  })

  it('is unique among ten thousand of one op', () => {
    const { graph } = Graph.empty().edit((edit) => {
      for (let i = 0; i < 10_000; i++) edit.append(call('relu'))
    })
    expect(new Set(names(graph)).size).toBe(10_000)
    expect(names(graph).at(-1)).toBe('relu_9999')
  })

  it('of a parameter is its path with underscores', () => {
    const graph = sketch((g) => g.op('add', { a: g.input('x'), b: g.param('head.0.bias', [1, 2]) }))
    expect(names(graph)).toEqual(['x', 'head_0_bias', 'add', 'output'])
    expect(legalIdentifier('head.0.bias')).toBe('head_0_bias')
  })
})

describe('a traced name', () => {
  it('is that of the variable in the source', () => {
    const graph = trace(
      (image: tf.Tensor) => {
        const edges = tf.relu(image)
        return tf.tanh(edges)
      },
      { image: [2] },
      { lookup },
    )
    expect(names(graph)).toEqual(['image', 'edges', 'tanh', 'output'])
  })

  it('is that of the op where no source is at hand', () => {
    const graph = trace((x: tf.Tensor) => tf.relu(tf.relu(x)), { x: [2] }, { lookup: null })
    expect(names(graph)).toEqual(['x', 'relu', 'relu_1', 'output'])
  })

  it('of a function with a reserved parameter name stays legal', () => {
    const graph = trace((x: tf.Tensor) => tf.relu(x), { class: [2] }, { lookup: null })
    expect(graph.placeholders.map(({ name, target }) => [name, target])).toEqual([['class_', 'class']])
  })
})
