import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { printGraph, setDefaultSourceLookup } from '@tsfx/ir'
import {
  BatchNorm2d,
  Conv2d,
  Dropout,
  Flatten,
  Linear,
  Module,
  ModuleDict,
  ModuleList,
  ReLU,
  Sequential,
} from '@tsfx/nn'
import { defineOp, opFunction, positional, printedCall } from '@tsfx/ops'
import { createSourceLookup } from '@tsfx/source'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { trace, traceWithReport } from './trace.ts'

beforeEach(() => setDefaultSourceLookup(createSourceLookup()))
afterEach(() => setDefaultSourceLookup(null))

const printed = (...parameters: Parameters<typeof trace>): string =>
  printGraph(trace(...parameters), { places: false })
const opsOf = (...parameters: Parameters<typeof trace>): string[] =>
  trace(...parameters)
    .nodes.filter((node) => node.kind === 'call_function')
    .map((node) => node.target)

class Net extends Module {
  readonly conv = new Conv2d({ inChannels: 1, outChannels: 4, kernelSize: 3, pad: 'same', bias: false })
  readonly norm = new BatchNorm2d({ channels: 4 })
  readonly flatten = new Flatten()
  readonly head = new Linear({ inFeatures: 64, outFeatures: 10 })

  override forward(x: tf.Tensor4D): tf.Tensor {
    // edges first
    const features = this.norm.forward(this.conv.forward(x))
    return this.head.forward(this.flatten.forward(tf.relu(features)))
  }
}

describe('trace', () => {
  it('binds inputs by name where all are named as parameters, and refuses what could be swapped', () => {
    const forward = (left: tf.Tensor, right: tf.Tensor): tf.Tensor => tf.concat([left, right], 1)
    const graph = trace(forward, { right: [2, 3], left: [2, 1] }, { lookup: null })
    expect(Object.keys(graph.meta.inputs)).toEqual(['left', 'right'])
    expect(() => trace(forward, { right: [2, 3], other: [2, 1] }, { lookup: null })).toThrow('TSFX1012')
    expect(Object.keys(trace(forward, { a: [2, 3], b: [2, 1] }, { lookup: null }).meta.inputs)).toEqual([
      'a',
      'b',
    ])
  })

  it('records ops under the names of the source, with module paths as parameters', () => {
    expect(printed(new Net(), { x: [null, 4, 4, 1] })).toMatchInlineSnapshot(`
      "Net(x: float32[batch, 4, 4, 1])
        conv_weight = get_attr conv.weight                                        : float32[3, 3, 1, 4]
        conv2d = conv2d(x, conv_weight, strides=[1, 1], pad=same, dilations=[1, 1])  : float32[batch, 4, 4, 4]
        norm_mean = get_attr norm.mean                                            : float32[4]
        norm_variance = get_attr norm.variance                                    : float32[4]
        norm_beta = get_attr norm.beta                                            : float32[4]
        norm_gamma = get_attr norm.gamma                                          : float32[4]
        features = batchNorm(conv2d, norm_mean, norm_variance, norm_beta, norm_gamma, varianceEpsilon=0.00001)  : float32[batch, 4, 4, 4]
        relu = relu(features)                                                     : float32[batch, 4, 4, 4]
        flatten = flatten(relu, rows=batch)                                       : float32[batch, 64]
        head_weight = get_attr head.weight                                        : float32[64, 10]
        head_bias = get_attr head.bias                                            : float32[10]
        linear = linear(flatten, head_weight, head_bias)                          : float32[batch, 10]
        return linear"
    `)
  })

  it('knows where a call was made, in which module, and under which comment', () => {
    const graph = trace(new Net(), { x: [null, 4, 4, 1] })
    const features = graph.find('features')
    expect(features?.scope).toBe('norm')
    expect(features?.loc?.file).toMatch(/trace\.test\.ts$/)
    expect(graph.meta).toMatchObject({ name: 'Net', inputs: { x: 'x' } })
    expect(graph.nodes.flatMap((node) => node.meta.comment ?? [])).toEqual(['edges first'])
  })

  it('gives tf functions, methods and layers the same op', () => {
    const shapes = { x: [null, 3] }
    const relu = new ReLU()
    expect(opsOf((x: tf.Tensor) => tf.relu(x), shapes)).toEqual(['relu'])
    expect(opsOf({ forward: (x: tf.Tensor) => relu.forward(x) }, shapes)).toEqual(['relu'])
    expect(opsOf((x: tf.Tensor) => tf.tidy(() => tf.relu(tf.keep(tf.clone(x)))), shapes)).toEqual(['relu'])
  })

  it('captures tf.fused with its activation', () => {
    const filter = tf.ones<tf.Rank.R4>([1, 1, 2, 2])
    const graph = trace(
      (x: tf.Tensor4D) => tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', activation: 'relu' }),
      { x: [null, 2, 2, 2] },
    )
    expect(graph.nodes.find((node) => node.isOp('conv2d'))?.args).toMatchObject({
      activation: 'relu',
      strides: [1, 1],
    })
  })

  it('keeps variables live, copies constant tensors, and shares a weight that is used twice', () => {
    class Shared {
      readonly layers = [new Linear({ inFeatures: 3, outFeatures: 3, bias: false })]
      readonly again = this.layers[0] as Linear
      readonly shift = tf.tensor1d([1, 2, 3])
      forward(x: tf.Tensor2D): tf.Tensor {
        return tf.add(this.again.forward((this.layers[0] as Linear).forward(x)), this.shift)
      }
    }
    const graph = trace(new Shared(), { x: [null, 3] })
    expect([...graph.params].map(([path, handle]) => [path, handle.kind])).toEqual([
      ['layers.0.weight', 'variable'],
      ['shift', 'bytes'],
    ])
    expect(graph.nodes.filter((node) => node.kind === 'get_attr')).toHaveLength(2)
  })

  it('walks containers without a path segment of their own', () => {
    class Deep extends Module {
      readonly list = new ModuleList([new Linear({ inFeatures: 2, outFeatures: 2 })])
      readonly dict = new ModuleDict({ last: new Linear({ inFeatures: 2, outFeatures: 2 }) })
      readonly sequence = new Sequential(new Linear({ inFeatures: 2, outFeatures: 2 }), new ReLU())
      override forward(x: tf.Tensor2D): tf.Tensor {
        let y: tf.Tensor2D = x
        for (const layer of this.list) y = layer.forward(y)
        const body = this.sequence.forward(y) as tf.Tensor2D
        return (this.dict.get('last') as Linear).forward(body)
      }
    }
    const graph = trace(new Deep(), { x: [null, 2] })
    expect([...graph.params.keys()]).toEqual([
      'list.0.weight',
      'list.0.bias',
      'sequence.0.weight',
      'sequence.0.bias',
      'dict.last.weight',
      'dict.last.bias',
    ])
    const calls = graph.nodes.filter((node) => node.kind === 'call_function')
    expect(calls.map(({ name, scope }) => [name, scope])).toEqual([
      ['y', 'list.0'],
      ['linear', 'sequence.0'],
      ['body', 'sequence.1'],
      ['dictLinear', 'dict.last'],
    ])
  })

  it('puts a name that is taken behind its module', () => {
    class Block extends Module {
      readonly linear = new Linear({ inFeatures: 2, outFeatures: 2, bias: false })
      override forward(x: tf.Tensor2D): tf.Tensor2D {
        const hidden = tf.relu(this.linear.forward(x))
        return tf.add(hidden, x)
      }
    }
    class Blocks extends Module {
      readonly first = new Block()
      readonly second = new Block()
      readonly rest = [new Block()]
      override forward(x: tf.Tensor2D): tf.Tensor2D {
        return (this.rest[0] as Block).forward(this.second.forward(this.first.forward(x)))
      }
    }
    const graph = trace(new Blocks(), { x: [null, 2] })
    expect(graph.nodes.filter((node) => node.isOp('relu')).map((node) => node.name)).toEqual([
      'hidden',
      'secondHidden',
      'rest0Hidden',
    ])
  })

  it('puts the comment of a statement on its first node, once for each call of the function', () => {
    class Block extends Module {
      readonly linear = new Linear({ inFeatures: 2, outFeatures: 2, bias: false })
      override forward(x: tf.Tensor2D): tf.Tensor2D {
        // what is new
        const hidden = tf.relu(this.linear.forward(x))
        return tf.add(hidden, x)
      }
    }
    class Blocks extends Module {
      readonly first = new Block()
      readonly second = new Block()
      override forward(x: tf.Tensor2D): tf.Tensor {
        // twice
        const deep = tf.relu(this.second.forward(this.first.forward(x)))
        return tf.sigmoid(deep)
      }
    }
    const graph = trace(new Blocks(), { x: [null, 2] })
    expect(graph.nodes.flatMap(({ name, meta }) => (meta.comment ? [[name, meta.comment]] : []))).toEqual([
      ['matMul', 'twice\nwhat is new'],
      ['secondMatMul', 'what is new'],
    ])
  })

  it('makes constants of numbers, arrays and tensors the model does not own', () => {
    const table = tf.tensor2d([[1, 2]])
    const graph = trace((x: tf.Tensor2D) => tf.add(tf.mul(tf.add(x, 1), [3, 4]), table), { x: [null, 2] })
    expect([...graph.params].map(([path, { shape, dtype }]) => [path, shape, dtype])).toEqual([
      ['_constant0', [], 'float32'],
      ['_constant1', [2], 'float32'],
      ['_constant2', [1, 2], 'float32'],
    ])
    expect(graph.store.read(graph.params.get('_constant1')!)).toEqual(Float32Array.of(3, 4))
  })

  it('takes nested inputs and constants, and returns nested outputs', () => {
    const forward = (
      { pair: [a, b] }: { pair: [tf.Tensor, tf.Tensor] },
      scale: number,
      training: boolean,
    ) => {
      const sum = tf.add(a, b)
      return { sum, list: [training ? tf.relu(sum) : tf.sigmoid(sum), tf.mul(a, scale)] }
    }
    const graph = trace(forward, {
      data: { pair: [[null, 2], { shape: ['batch', 2], dtype: 'float32' }] },
      scale: 2,
      training: false,
    })
    expect(graph.meta.inputs).toEqual({ data: { pair: ['data.pair.0', 'data.pair.1'] } })
    expect(graph.placeholders.map((node) => node.name)).toEqual(['data_pair_0', 'data_pair_1'])
    expect(printGraph(graph, { places: false })).toContain('return {sum: sum, list: [sigmoid, mul]}')
    expect(graph.output?.type?.kind).toBe('record')
  })

  it("records a user's own op", () => {
    const name = 'tracerTestDouble'
    const double = opFunction(
      defineOp({
        name,
        summary: 'x + x.',
        domain: 'float',
        inputs: { x: 'tensor' },
        attrs: {},
        infer: ({ x }) => x,
        evaluate: ({ tf }, { x }) => tf.add(x, x),
        capture: positional(name, ['x']),
        print: ({ x }) => printedCall(name, [x]),
      }),
    )
    const offset = tf.scalar(1)
    expect(opsOf((x: tf.Tensor) => tf.add(double({ x }), double({ x: offset })), { x: [null, 2] })).toEqual([
      name,
      'add',
    ])
  })

  it('keeps a leaf module opaque, and runs it when the graph is compared', () => {
    const graph = trace(
      new Net(),
      { x: [null, 4, 4, 1] },
      { isLeaf: (_, path) => path === 'conv' && { module: './net.ts', export: 'Conv' } },
    )
    const [call] = graph.nodes.filter((node) => node.kind === 'call_module')
    expect(call).toMatchObject({ target: 'conv', meta: { origin: { module: './net.ts', export: 'Conv' } } })
    expect(call?.type?.kind === 'tensor' && call.type.shape.map(String)).toEqual(['batch', '4', '4', '4'])
  })

  it('leaves memory as it was', () => {
    const net = new Net()
    const before = tf.memory()
    trace(net, { x: [null, 4, 4, 1] })
    trace((x: tf.Tensor) => tf.add(tf.mul(x, tf.ones([3])), 1), { x: [null, 3] })
    expect(tf.memory().numTensors).toBe(before.numTensors)
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers)
  })

  it('leaves a tensor that forward caches to the model', () => {
    const model = {
      mask: null as tf.Tensor | null,
      forward(x: tf.Tensor) {
        this.mask ??= tf.ones([3])
        return tf.mul(x, this.mask)
      },
    }
    trace(model, { x: [2, 3] })
    expect(model.forward(tf.ones([2, 3])).arraySync()).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ])
  })

  it('leaves modules, methods and the training flag as they were, also after a throw', () => {
    const net = new Net()
    net.norm.eval()
    const state = () => [
      net.training,
      net.norm.training,
      Object.keys(net.conv),
      Object.hasOwn(net.conv, 'forward'),
      tf.Tensor.prototype.clone,
    ]
    const before = state()
    trace(net, { x: [null, 4, 4, 1] })
    expect(state()).toEqual(before)
    expect(() => trace(net, { x: [null, 4, 4, 2] })).toThrow('TSFX0511')
    expect(state()).toEqual(before)
    expect(Object.isFrozen(net.conv.strides)).toBe(false)
    expect(tf.relu(tf.tensor1d([-1, 1])).arraySync()).toEqual([0, 1])
  })

  it('traces for training when asked to', () => {
    const model = new (class extends Module {
      readonly dropout = new Dropout(0.5)
      override forward(x: tf.Tensor): tf.Tensor {
        return this.dropout.forward(x)
      }
    })()
    expect(opsOf(model, { x: [null, 3] })).toEqual([])
    const report = traceWithReport(model, { x: [null, 3] }, { training: true })
    expect(report).toMatchObject({
      verification: 'partial',
      reason: expect.stringContaining('dropout is random'),
    })
  })

  it('says how the graph was compared', () => {
    const relu = (x: tf.Tensor) => tf.relu(x)
    expect(traceWithReport(relu, { x: [null, 3] })).toMatchObject({ verification: 'full', reason: null })
    expect(traceWithReport(relu, { x: [null, 3] }, { verify: false })).toMatchObject({
      verification: 'none',
      reason: 'verify is false',
    })
    const shapes: number[][] = []
    const sample = (shape: number[]) => {
      shapes.push(shape)
      return tf.ones(shape)
    }
    trace(relu, { x: { shape: [null, 3], sample } })
    trace(relu, { x: { shape: [null, 3], sample } }, { verify: 'once' })
    expect(shapes).toEqual([
      [6, 3],
      [1, 3],
      [6, 3],
    ])
  })

  it('compares on integers that are indices of small tables', () => {
    const segments = tf.ones([2, 3])
    const embed = (ids: tf.Tensor) => tf.gather(segments, ids as tf.Tensor1D)
    expect(() => trace(embed, { ids: { shape: [null, 12], dtype: 'int32' } })).not.toThrow()
  })

  it('names the first node in which the model differs', () => {
    let calls = 0
    const forward = (x: tf.Tensor) => {
      const first = tf.relu(x)
      const second = calls++ < 1 ? tf.sigmoid(first) : tf.relu(first)
      return tf.add(second, 1)
    }
    const before = tf.memory().numTensors
    expect(() => trace(forward, { x: [2, 3] })).toThrow(
      /TSFX1015 .* at the traced shapes: element 0 .*\n {2}node: second\n {2}at: .*trace\.test\.ts/,
    )
    expect(tf.memory().numTensors).toBe(before)
  })

  it('places an error of an op at the line of the user', () => {
    const bad = (x: tf.Tensor2D) => tf.matMul(x, tf.ones<tf.Rank.R2>([5, 5]))
    expect(() => trace(bad, { x: [null, 3] })).toThrow(/trace\.test\.ts:\d+:\d+[\s\S]*> *\d+ \|.*tf\.matMul/)
  })
})
