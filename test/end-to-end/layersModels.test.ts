/** @file Models of tfjs-layers, whole way: files, loaded model, graph, emitted module. */
import * as tf from '@tensorflow/tfjs'
import * as core from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { type BuiltModel, layersModelInputs, loadLayersModel, parseLayersModel } from '@tsfx/interop'
import { emit, type Graph, trace } from 'tsfx'
import { beforeAll, describe, expect, it } from 'vitest'
import { importEmitted, typeErrors } from '../../packages/codegen/src/testing/emittedModule.ts'
import { layersModelFiles } from '../setup/layersModelFiles.ts'

const { layers } = tf

/** An image classifier of convolution, batch norm and dense layers. */
const classifier = (): tf.LayersModel =>
  tf.sequential({
    name: 'classifier',
    layers: [
      layers.conv2d({ name: 'conv', inputShape: [8, 8, 2], filters: 4, kernelSize: 3, useBias: false }),
      layers.batchNormalization({ name: 'bn', betaInitializer: 'randomNormal' }),
      layers.reLU({ name: 'relu', maxValue: 6 }),
      layers.maxPooling2d({ name: 'pool', poolSize: 2 }),
      layers.dropout({ rate: 0.5 }),
      layers.flatten({ name: 'flat' }),
      layers.dense({ name: 'hidden', units: 5, activation: 'relu' }),
      layers.dense({ name: 'class', units: 3, activation: 'softmax' }),
    ],
  })

/** Branches: a residual sum, depthwise and transposed convolution, two inputs of other ranks, two outputs. */
const branches = (): tf.LayersModel => {
  const image = tf.input({ shape: [6, 6, 3], name: 'image' })
  const scale = tf.input({ shape: [4], name: 'scale' })
  const call = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(x) as tf.SymbolicTensor
  const padded = call(layers.zeroPadding2d({ padding: [1, 1], name: 'pad' }), image)
  const stem = call(
    layers.conv2d({ filters: 4, kernelSize: 3, name: 'block/stem', activation: 'relu' }),
    padded,
  )
  const deep = call(layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', name: 'block/depthwise' }), stem)
  const sum = call(layers.add({ name: 'sum' }), [
    stem,
    call(layers.leakyReLU({ alpha: 0.1, name: 'leaky' }), deep),
  ])
  const up = call(layers.upSampling2d({ size: [2, 2], name: 'up' }), sum)
  const pooled = call(layers.globalAveragePooling2d({ name: 'pooled' }), sum)
  const gated = call(layers.multiply({ name: 'gated' }), [pooled, scale])
  const both = call(layers.concatenate({ name: 'both' }), [gated, pooled])
  return tf.model({ name: 'branches', inputs: [image, scale], outputs: [both, up] })
}

/** A model inside of a model, and a layer that is called twice. */
const shared = (): tf.LayersModel => {
  const inner = tf.sequential({
    name: 'backbone',
    layers: [layers.dense({ name: 'expand', units: 6, inputShape: [3], activation: 'tanh' })],
  })
  const x = tf.input({ shape: [3], name: 'x' })
  const twice = layers.dense({ name: 'twice', units: 6 })
  const first = twice.apply(inner.apply(x) as tf.SymbolicTensor) as tf.SymbolicTensor
  return tf.model({ name: 'shared', inputs: x, outputs: twice.apply(first) as tf.SymbolicTensor })
}

/** Words, masked where they are 0, through each kind of recurrent layer. */
const recurrent = (): tf.LayersModel =>
  tf.sequential({
    name: 'recurrent',
    layers: [
      layers.embedding({ name: 'words', inputDim: 3, outputDim: 3, inputLength: 4, maskZero: true }),
      layers.lstm({ name: 'lstm', units: 3, returnSequences: true, dropout: 0.5 }),
      layers.gru({ name: 'gru', units: 3, returnSequences: true, recurrentDropout: 0.5 }),
      layers.bidirectional({
        name: 'both',
        layer: layers.simpleRNN({ name: 'simple', units: 2 }) as never,
        mergeMode: 'concat',
      }),
      layers.dense({ name: 'class', units: 2, activation: 'softmax' }),
    ],
  })

/** Names are data: those that tfjs takes, and any name for the model. */
const hostile = (): tf.LayersModel => {
  const names = ['constructor', 'a//b', '1conv', 'tf', 'forward', 'a.b', 'a', 'dispose', 'class', 'toString']
  const stack = names.map((name) => layers.dense({ name, units: 3, inputShape: [3] }))
  return tf.sequential({ name: 'x*/;evil()//', layers: stack })
}

type Result = tf.Tensor | readonly tf.Tensor[]
interface Emitted {
  forward(...inputs: tf.Tensor[]): Result
  dispose(): void
}

const listed = (result: Result): readonly tf.Tensor[] =>
  Array.isArray(result) ? result : [result as tf.Tensor]
const valuesOf = (result: Result) => listed(result).map((tensor) => [tensor.shape, tensor.dataSync()])
const opsOf = (graph: Graph): readonly string[] =>
  graph.nodes.flatMap((node) => (node.kind === 'call_function' ? node.target : []))

describe.each([
  ['classifier', classifier, ['conv', 'bn', 'pool', 'flat', 'hidden', 'class_']],
  [
    'branches',
    branches,
    ['pad', 'block_stem', 'block_depthwise', 'leaky', 'sum', 'up', 'pooled', 'gated', 'both'],
  ],
  ['shared', shared, ['expand', 'twice', 'twice_1']],
  ['recurrent', recurrent, ['words', 'lstm', 'gru', 'both', 'class_']],
  ['hostile', hostile, ['constructor', 'a_b', '_1conv', 'tf_', 'class_']],
])('a layers-model: %s', (name, build, layerNames) => {
  let original: tf.LayersModel
  let loaded: BuiltModel
  let graph: Graph
  let module: Emitted
  const files = () => emit(graph, { name })
  const inputs = (rows: number): tf.Tensor[] =>
    loaded.inputs.map(({ shape }) =>
      tf.randomUniform([rows, ...(shape.slice(1) as number[])], -1, 1, 'float32', rows),
    )

  beforeAll(async () => {
    await tf.setBackend('wasm')
    original = build()
    const saved = await layersModelFiles(original)
    const model = parseLayersModel(saved['model.json'] as string, 'model.json')
    loaded = await loadLayersModel({ core, layers: tf }, model, (path) => saved[path] as Uint8Array)
    graph = trace(loaded, layersModelInputs(core, loaded))
    module = await (await importEmitted<{ load(): Promise<Emitted> }>(files())).load()
  })

  it('is loaded from its files as it was', () => {
    const x = inputs(3)
    expect(valuesOf((loaded as unknown as tf.LayersModel).predict(x) as Result)).toEqual(
      valuesOf(original.predict(x) as Result),
    )
  })

  it('keeps the names of its layers and weights', () => {
    const paths = original.weights.map((weight) =>
      (weight as unknown as { originalName: string }).originalName.replaceAll('/', '.'),
    )
    // A constant of forward is no weight; those of a recurrent layer are in its cell.
    const known = [...graph.params.keys()]
      .filter((path) => !path.startsWith('_constant'))
      .map((path) => path.replace('backbone.', '').replace('.cell.', '.'))
      .map((path) => path.replace(/(forward|backward)Layer/, '$1_simple'))
    expect(known.sort()).toEqual(paths.sort())
    expect(graph.nodes.map((node) => node.name)).toEqual(expect.arrayContaining(layerNames))
  })

  it.each([1, 5])('is emitted as a module that equals it bit for bit with %i rows', (rows) => {
    const x = inputs(rows)
    expect(valuesOf(module.forward(...x))).toEqual(valuesOf(original.predict(x) as Result))
  })

  it('has the same ops when the emitted module is traced', () => {
    expect(opsOf(trace(module, layersModelInputs(core, loaded)))).toEqual(opsOf(graph))
  })

  it('is emitted without type errors', () => {
    expect(typeErrors(files())).toEqual([])
  })

  it('leaves nothing in memory after 1,000 calls', () => {
    const x = inputs(2)
    tf.dispose(module.forward(...x) as tf.Tensor)
    const before = tf.memory()
    for (let i = 0; i < 1000; i++) tf.dispose(module.forward(...x) as tf.Tensor)
    expect(tf.memory()).toEqual(before)
  })
})
