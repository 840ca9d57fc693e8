import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Graph, namedDim, Ref, tensorType } from '@tsfx/ir'
import { beforeAll, describe, expect, it } from 'vitest'
import { interpret } from './interpret.ts'
import { lint } from './lint.ts'
import { bytesParam } from './paramValue.ts'
import { opNamed } from './registry.ts'
import { sampleTensor } from './samples/sampleTensors.ts'
import { bindTfjs } from './tfjsBinding.ts'

beforeAll(() => bindTfjs(tf))

const batch = namedDim('batch')
const filter = sampleTensor(tf, [3, 3, 1, 2])
const weight = sampleTensor(tf, [32, 3])
const bias = tf.tensor1d([0.5, -1, 2])

/** conv2d, relu, flatten, linear: `[batch, 4, 4, 1] -> [batch, 3]`. */
function network(rows: ReturnType<typeof namedDim> | number = batch): Graph {
  return Graph.empty({ name: 'Net', inputs: { x: 'x' } }).edit((edit) => {
    const param = (path: string, value: tf.Tensor) => {
      edit.setParam(path, bytesParam(value.dataSync() as Float32Array, 'float32', value.shape))
      return new Ref(
        edit.append({ kind: 'get_attr', target: path, type: tensorType('float32', value.shape) }).id,
      )
    }
    const call = (target: string, args: Readonly<Record<string, unknown>>, name = target) =>
      new Ref(edit.append({ kind: 'call_function', target, name, args: opNamed(target)!.normalize(args) }).id)
    const x = new Ref(
      edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [batch, 4, 4, 1]) }).id,
    )
    const convolved = call('conv2d', { x, filter: param('conv.filter', filter), pad: 'same' })
    const flat = call('flatten', { x: call('relu', { x: convolved }), rows })
    const y = call(
      'linear',
      { x: flat, weight: param('fc.weight', weight), bias: param('fc.bias', bias) },
      'logits',
    )
    edit.append({ kind: 'output', target: 'output', args: { value: y } })
  }).graph
}

const eager = (x: tf.Tensor4D): tf.Tensor =>
  tf.tidy(() => {
    const hidden = tf.relu(tf.conv2d(x, filter as tf.Tensor4D, 1, 'same'))
    return tf.fused.matMul({ a: tf.reshape(hidden, [x.shape[0], -1]), b: weight, bias })
  })

describe('interpret', () => {
  it('computes what the eager model computes, at any batch size', () => {
    const graph = network()
    lint(graph)
    for (const size of [1, 3]) {
      const x = sampleTensor(tf, [size, 4, 4, 1]) as tf.Tensor4D
      const y = interpret(graph, { x }) as tf.Tensor
      expect(y.shape).toEqual([size, 3])
      expect(y.dataSync()).toEqual(eager(x).dataSync())
    }
  })

  it('disposes each value after its last use, and leaves inputs and shared tensors alone', () => {
    const { graph } = Graph.empty({ inputs: { x: 'x' } }).edit((edit) => {
      const call = (target: string, args: Readonly<Record<string, unknown>>) =>
        new Ref(edit.append({ kind: 'call_function', target, args: opNamed(target)!.normalize(args) }).id)
      const x = new Ref(
        edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [4]) }).id,
      )
      // The stub returns its input, so two nodes hold one tensor.
      let y = call('quantStub', { x })
      for (let i = 0; i < 40; i++) y = call('relu', { x: y })
      edit.append({ kind: 'output', target: 'output', args: { value: [call('add', { a: y, b: x }), x] } })
    })
    const x = tf.tensor1d([1, -2, 3, -4])
    const before = tf.memory().numTensors
    let most = 0
    const onValue = () => {
      most = Math.max(most, tf.memory().numTensors - before)
    }
    const [sum, same] = interpret(graph, { x }, { onValue }) as tf.Tensor[]
    expect(most).toBeLessThan(5)
    expect([...sum!.dataSync()]).toEqual([2, -2, 6, -4])
    same!.dispose()
    expect([...x.dataSync()]).toEqual([1, -2, 3, -4])
    expect(tf.memory().numTensors - before).toBe(1)
  })

  it.each([2, 'a', true, null])('returns %j beside tensors as it is', (k) => {
    const { graph } = Graph.empty({ inputs: { x: 'x' } }).edit((edit) => {
      const x = edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [2]) })
      edit.append({ kind: 'output', target: 'output', args: { value: { y: new Ref(x.id), k, list: [k] } } })
    })
    const result = interpret(graph, { x: tf.tensor1d([1, 2]) }) as unknown as Record<string, unknown>
    expect([...(result.y as tf.Tensor).dataSync()]).toEqual([1, 2])
    expect([result.k, result.list]).toEqual([k, [k]])
  })

  it('leaves no tensor behind but its result', () => {
    const graph = network()
    const x = sampleTensor(tf, [2, 4, 4, 1])
    const before = tf.memory()
    for (let run = 0; run < 100; run++) (interpret(graph, { x }) as tf.Tensor).dispose()
    expect(tf.memory().numTensors).toBe(before.numTensors)
    expect(tf.memory().numBytes).toBe(before.numBytes)
    expect(x.isDisposed).toBe(false)
  })

  it('names the node that failed, and leaves no tensor behind', () => {
    const graph = network(7)
    const x = sampleTensor(tf, [2, 4, 4, 1])
    const before = tf.memory().numTensors
    expect(() => interpret(graph, { x })).toThrow(/TSFX0513[\s\S]*flatten failed while computing flatten/)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('refuses inputs that are unknown or of another dtype', () => {
    const x = sampleTensor(tf, [2, 4, 4, 1])
    expect(() => interpret(network(), { x, z: x })).toThrow(
      /TSFX0512 input 'z' is no input of Net, which takes 'x'/,
    )
    expect(() => interpret(network(), { x: tf.zeros([2, 4, 4, 1], 'int32') })).toThrow(
      /TSFX0512 input 'x' is of int32, but float32 is expected/,
    )
  })

  it('refuses an op that is not registered, at its place', () => {
    const loc = { file: 'src/net.ts', line: 3, column: 9 }
    const { graph } = Graph.empty().edit((edit) => {
      const y = edit.append({ kind: 'call_function', target: 'swash', name: 'y', loc })
      edit.append({ kind: 'output', target: 'output', args: { value: new Ref(y.id) } })
    })
    expect(() => interpret(graph, {})).toThrow(/TSFX0515 .*'swash'[\s\S]*node: y[\s\S]*src\/net\.ts:3:9/)
  })

  it('refuses inputs that are missing or misshapen', () => {
    expect(() => interpret(network(), {})).toThrow(/TSFX0512[\s\S]*'x' is missing/)
    const given = sampleTensor(tf, [2, 4, 4, 1])
    expect(() => interpret(network(), { X: given })).toThrow(
      "input 'x' is missing; 'X' is no input of Net; did you mean 'x'?",
    )
    expect(() => interpret(network(), { picture: given })).toThrow(
      /'x' is missing; 'picture' is no input of Net\n/,
    )
    expect(() => interpret(network(), { x: sampleTensor(tf, [2, 4, 5, 1]) })).toThrow(
      "'x' has shape [2, 4, 5, 1], but [batch, 4, 4, 1] is expected",
    )
  })

  it('runs an opaque module through callModule, or says that it cannot', () => {
    const { graph } = Graph.empty().edit((edit) => {
      const x = edit.append({ kind: 'placeholder', target: 'x', type: tensorType('float32', [2]) })
      const y = edit.append({ kind: 'call_module', target: 'head', args: { x: new Ref(x.id) } })
      edit.append({ kind: 'output', target: 'output', args: { value: new Ref(y.id) } })
    })
    const x = tf.tensor1d([1, 2])
    const callModule = (path: string, args: object) => tf.mul((args as { x: tf.Tensor }).x, path.length)
    expect([...(interpret(graph, { x }, { callModule }) as tf.Tensor).dataSync()]).toEqual([4, 8])
    expect(() => interpret(graph, { x })).toThrow(/TSFX0514[\s\S]*'head'/)
  })

  it('shows every value to onValue', () => {
    const graph = network()
    const seen: string[] = []
    interpret(graph, { x: sampleTensor(tf, [1, 4, 4, 1]) }, { onValue: (node) => seen.push(node.name) })
    expect(seen).toEqual(graph.nodes.map(({ name }) => name))
  })
})
