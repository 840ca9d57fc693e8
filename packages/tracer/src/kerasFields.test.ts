import * as tf from '@tensorflow/tfjs'
import type { Graph } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { isKerasLayer, isKerasModel } from './kerasFields.ts'
import { moduleTree } from './moduleTree.ts'
import { trace } from './trace.ts'

const { layers } = tf
const calls = (graph: Graph): readonly string[] =>
  graph.nodes.flatMap((node) =>
    node.kind === 'call_function' ? `${node.name} = ${node.target} in ${node.scope}` : [],
  )

describe('a model of tfjs-layers', () => {
  it('is told from other modules by its shape', () => {
    const model = tf.sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] })
    expect(isKerasModel(model)).toBe(true)
    expect(isKerasModel(model.layers[0])).toBe(false)
    expect(isKerasLayer(model.layers[0])).toBe(true)
    expect(isKerasLayer({ name: 'x', inboundNodes: [] })).toBe(false)
  })

  it('has the paths of its names: nested models, names with slashes, cells', () => {
    const inner = tf.sequential({
      name: 'backbone',
      layers: [
        layers.dense({ units: 2, inputShape: [3, 2], name: 'block/expand', kernelRegularizer: 'l1l2' }),
      ],
    })
    const model = tf.sequential({ layers: [inner, layers.simpleRNN({ units: 2, name: 'rnn' })] })
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' })
    const { tensors, modules } = moduleTree(model)
    expect([...tensors.values()]).toEqual([
      'backbone.block.expand.kernel',
      'backbone.block.expand.bias',
      'rnn.cell.kernel',
      'rnn.cell.recurrent_kernel',
      'rnn.cell.bias',
    ])
    expect([...modules.values()]).toEqual(['backbone', 'backbone.block.expand', 'rnn', 'rnn.cell'])
  })

  it('names the result of each layer by the layer, and drops dropout', () => {
    const model = tf.sequential({
      name: 'net',
      layers: [
        layers.dense({ units: 2, inputShape: [3], name: 'hidden', activation: 'relu' }),
        layers.dropout({ rate: 0.5 }),
        layers.dense({ units: 2, name: 'class', activation: 'softmax' }),
      ],
    })
    const graph = trace(model, { hidden_input: [null, 3] })
    expect(graph.meta.name).toBe('net')
    expect(calls(graph)).toEqual([
      'hidden = linear in hidden',
      'matMul = matMul in class',
      'add = add in class',
      'class_ = softmax in class',
    ])
  })

  it('takes several inputs by name or in order, and returns its list of outputs', () => {
    const [left, right] = ['left', 'right'].map((name) => tf.input({ shape: [2], name }))
    const sum = layers.add({ name: 'sum' }).apply([left!, right!]) as tf.SymbolicTensor
    const outputs = [sum, layers.dense({ units: 1, name: 'score' }).apply(sum) as tf.SymbolicTensor]
    const model = tf.model({ inputs: [left!, right!], outputs })
    const graph = trace(model, { right: [null, 2], left: [null, 2] })
    expect(graph.placeholders.map(({ target }) => target)).toEqual(['left', 'right'])
    expect(calls(graph)[0]).toBe('sum = add in sum')
    expect(trace(model, { a: [null, 2], b: [null, 2] }).placeholders.map(({ target }) => target)).toEqual([
      'a',
      'b',
    ])
    expect(() => trace(model, { left: [null, 2] })).toThrow(/TSFX1012 .*left, right/)
  })
})
