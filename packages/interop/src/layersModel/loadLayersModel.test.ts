import * as tf from '@tensorflow/tfjs'
import * as core from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { KERAS_3 } from '../keras/keras3.fixture.ts'
import { KERAS_24 } from '../keras/keras24.fixture.ts'
import { layersModelInputs } from './layersModelInputs.ts'
import { loadLayersModel } from './loadLayersModel.ts'
import { parseLayersModel } from './parseLayersModel.ts'

type Weights = Readonly<Record<string, readonly number[]>>
interface Group {
  readonly paths: readonly string[]
  readonly weights: readonly Record<string, unknown>[]
}

const bytesOf = (...arrays: ArrayLike<number>[]): Uint8Array =>
  new Uint8Array(Float32Array.from(arrays.flatMap((array) => Array.from(array))).buffer)
const spec = (name: string, shape: readonly number[]) => ({ name, shape, dtype: 'float32' })

function load(modelTopology: object, weightsManifest: readonly Group[], files: Record<string, Uint8Array>) {
  const json = JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest })
  return loadLayersModel(
    { core, layers: tf },
    parseLayersModel(json, 'model.json'),
    (path) => files[path] ?? null,
  )
}
const predict = (model: unknown, x: tf.Tensor): number[] =>
  Array.from(((model as tf.LayersModel).predict(x) as tf.Tensor).dataSync())

const DENSE = {
  class_name: 'Sequential',
  config: {
    name: 'net',
    layers: [
      {
        class_name: 'Dense',
        config: { name: 'd', units: 2, use_bias: true, activation: 'linear', batch_input_shape: [null, 2] },
      },
    ],
  },
}
const KERNEL = spec('d/kernel', [2, 2])
const BIAS = spec('d/bias', [2])
const dense = (options: object): object => ({
  ...DENSE,
  config: { layers: [{ class_name: 'Dense', config: { ...DENSE.config.layers[0]!.config, ...options } }] },
})
const activationLayer = (activation: object): object => ({
  class_name: 'Activation',
  config: { name: 'act', activation },
})
const layer = (className: string, config: object): object => ({
  class_name: 'Sequential',
  config: { layers: [{ class_name: className, config: { name: 'it', ...config } }] },
})

beforeAll(async () => {
  await tf.setBackend('cpu')
})

describe('loadLayersModel', () => {
  it('computes what the numbers of a Keras 2.4 file say', async () => {
    const weights: Weights = {
      'conv/kernel': [2, -1],
      'conv/bias': [0, 1],
      'bn/beta': [1, 0],
      'bn/moving_mean': [0, 0],
      'bn/moving_variance': [3.999, 0.999],
    }
    const shapes: Weights = { 'conv/kernel': [1, 1, 1, 2] }
    const specs = Object.keys(weights).map((name) => spec(name, shapes[name] ?? [2]))
    const model = await load(KERAS_24, [{ paths: ['a'], weights: specs }], {
      a: bytesOf(...Object.values(weights)),
    })
    // 2 x / 2 + 1 and 1 - x, averaged over 1, 2, 3, 4.
    const [first, second] = predict(model, tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]))
    expect(first).toBeCloseTo(3.5, 5)
    expect(second).toBeCloseTo(-1.5, 5)
  })

  it('computes what the numbers of a Keras 3 file say', async () => {
    const group = { paths: ['a'], weights: [spec('hidden/kernel', [2, 2]), spec('hidden/bias', [2])] }
    const model = await load(KERAS_3, [group], { a: bytesOf([0, 0, 0, 0], [0, 2]) })
    // swish(bias) + leaky(x, 0.5)
    const [first, second] = predict(model, tf.tensor2d([[-4, 3]]))
    expect(first).toBe(-2)
    expect(second).toBeCloseTo(2 / (1 + Math.exp(-2)) + 3, 5)
  })

  it.each<[string, (activation: object) => object]>([
    ['a layer', (activation) => dense({ activation })],
    ['an Activation', (activation) => dense({ activation: activationLayer(activation) })],
    [
      'a wrapped layer',
      (activation) =>
        layer('TimeDistributed', {
          batch_input_shape: [null, 1, 2],
          layer: { class_name: 'Dense', config: { name: 'd', units: 2, activation } },
        }),
    ],
  ])('reads a layer as the activation of %s, and checks it', async (place, topologyOf) => {
    const prefix = place === 'a wrapped layer' ? 'it' : 'd'
    const weights = [spec(`${prefix}/kernel`, [2, 2]), spec(`${prefix}/bias`, [2])]
    const groups = [{ paths: ['a'], weights }]
    const files = { a: bytesOf([1, 0, 0, 1], [0, 0]) }
    const leaky = { class_name: 'LeakyReLU', config: { name: 'leaky', negative_slope: 0.5 } }
    const x = place === 'a wrapped layer' ? tf.tensor3d([[[-4, 3]]]) : tf.tensor2d([[-4, 3]])
    expect(predict(await load(topologyOf(leaky), groups, files), x)).toEqual([-2, 3])
    const relu = { class_name: 'ReLU', config: { name: 'relu', negative_slope: 0.5 } }
    await expect(load(topologyOf(relu), groups, files)).rejects.toThrow(
      /TSFX5012 .*relu \(ReLU\) has negative_slope: 0.5/,
    )
  })

  it('reads several groups in any sharding', async () => {
    const bytes = bytesOf([1, 2, 3, 4])
    const files = {
      a: bytes.subarray(0, 3),
      b: bytes.subarray(3, 15),
      c: bytes.subarray(15),
      d: bytesOf([10, 20]),
    }
    const groups = [
      { paths: ['a', 'b', 'c'], weights: [KERNEL] },
      { paths: ['d'], weights: [BIAS] },
    ]
    expect(predict(await load(DENSE, groups, files), tf.tensor2d([[1, 1]]))).toEqual([14, 26])
  })

  it.each([
    ['uint8', Uint8Array.from([0, 1, 2, 3]), { scale: 2, min: -1 }, [2, 6]],
    ['uint16', new Uint8Array(Uint16Array.from([0, 1, 2, 300]).buffer), { scale: 2, min: -1 }, [2, 600]],
    ['float16', new Uint8Array(Uint16Array.from([0x3c00, 0x4000, 0xc000, 0]).buffer), {}, [-1, 2]],
  ] as const)('reads weights stored as %s', async (dtype, bytes, scale, expected) => {
    const weights = [{ ...KERNEL, quantization: { dtype, ...scale } }, BIAS]
    const files = { a: Uint8Array.from([...bytes, ...bytesOf([0, 0])]) }
    expect(predict(await load(DENSE, [{ paths: ['a'], weights }], files), tf.tensor2d([[1, 1]]))).toEqual(
      expected,
    )
  })

  it('takes the cell out of names that TensorFlow 2.2 and later give', async () => {
    const rnn = layer('SimpleRNN', { units: 1, batch_input_shape: [null, 2, 1] })
    const names = ['kernel', 'recurrent_kernel', 'bias'].map((name) => `it/simple_rnn_cell/${name}`)
    const weights = names.map((name, i) => spec(name, i === 2 ? [1] : [1, 1]))
    const model = await load(rnn, [{ paths: ['a'], weights }], { a: bytesOf([1, 0, 0]) })
    expect(predict(model, tf.tensor3d([[[5], [0]]]))).toEqual([0])
  })

  it('reads a topology as text', async () => {
    const groups = [{ paths: ['a'], weights: [KERNEL, BIAS] }]
    const files = { a: bytesOf([1, 2, 3, 4], [5, 6]) }
    const model = await load({ model_config: JSON.stringify(DENSE) }, groups, files)
    expect(predict(model, tf.tensor2d([[1, 1]]))).toEqual([9, 12])
  })

  it('gives a weight of the file to one layer only', async () => {
    const rnn = layer('SimpleRNN', { units: 1, batch_input_shape: [null, 2, 1] })
    const names = ['it/a/kernel', 'it/kernel', 'it/a/recurrent_kernel', 'it/a/bias']
    const weights = names.map((name) => spec(name, name.endsWith('bias') ? [1] : [1, 1]))
    await expect(load(rnn, [{ paths: ['a'], weights }], {})).rejects.toThrow(/TSFX5009 .*it\/a\/kernel/)
    const twice = ['it/a/kernel', 'it/b/kernel', 'it/a/recurrent_kernel', 'it/a/bias']
    const ambiguous = twice.map((name) => spec(name, name.endsWith('bias') ? [1] : [1, 1]))
    await expect(load(rnn, [{ paths: ['a'], weights: ambiguous }], {})).rejects.toThrow(
      /TSFX5018 .*it\/kernel: it\/a\/kernel, it\/b\/kernel/,
    )
  })

  it('reads a bilinear UpSampling2D that tfjs wrote', async () => {
    const up = layer('UpSampling2D', { interpolation: 'bilinear', batch_input_shape: [null, 1, 1, 1] })
    const model = await load({ ...up, keras_version: 'tfjs-layers 4.22.0' }, [], {})
    expect(predict(model, tf.tensor4d([7], [1, 1, 1, 1]))).toEqual([7, 7, 7, 7])
  })

  it('leaves nothing in memory but the model', async () => {
    const before = tf.memory().numTensors
    const model = await load(DENSE, [{ paths: ['a'], weights: [KERNEL, BIAS] }], {
      a: bytesOf([1, 2, 3, 4, 5, 6]),
    })
    expect(tf.memory().numTensors).toBe(before + 2)
    model.dispose()
    await expect(load(DENSE, [{ paths: ['a'], weights: [KERNEL, BIAS] }], {})).rejects.toThrow('TSFX5016')
    expect(tf.memory().numTensors).toBe(before)
  })

  it.each<[string, object, readonly object[], Record<string, Uint8Array>, RegExp]>([
    [
      'a cut file',
      DENSE,
      [KERNEL, BIAS],
      { a: new Uint8Array(20) },
      /TSFX5005 .*d\/kernel to d\/bias.*a \(20 bytes\).* 24 bytes/,
    ],
    ['a string weight', DENSE, [{ ...KERNEL, dtype: 'string' }, BIAS], {}, /TSFX5006 .*d\/kernel .*string/],
    [
      'an unknown storage',
      DENSE,
      [{ ...KERNEL, quantization: { dtype: 'int4' } }, BIAS],
      {},
      /TSFX5006 .*float32 stored as int4/,
    ],
    ['a missing weight', DENSE, [KERNEL], {}, /TSFX5007 layer d .*d\/bias \[2\]/],
    [
      'another shape',
      DENSE,
      [spec('d/kernel', [4, 1]), BIAS],
      {},
      /TSFX5008 .*d\/kernel .*\[4, 1\], layer d takes \[2, 2\]/,
    ],
    ['a weight too many', DENSE, [KERNEL, BIAS, spec('e/bias', [1])], {}, /TSFX5009 .*e\/bias/],
    ['a custom layer', layer('MyScale', {}), [], {}, /TSFX5010 layer it is a MyScale/],
    ['a member of Object as a class', layer('constructor', {}), [], {}, /TSFX5010/],
    ['a Lambda', layer('Lambda', {}), [], {}, /TSFX5011 layer it is a Lambda/],
    [
      'an operator of Keras 3 that is called as a layer is',
      {
        class_name: 'Sequential',
        config: { layers: [{ module: 'keras.src.ops.nn', class_name: 'Softmax', config: { name: 'it' } }] },
      },
      [],
      {},
      /TSFX5011 layer it is a keras.src.ops.nn.Softmax/,
    ],
    ['groups', layer('Conv2D', { groups: 2 }), [], {}, /TSFX5012 layer it \(Conv2D\) has groups: 2/],
    ['a slope', layer('ReLU', { negative_slope: 0.1 }), [], {}, /TSFX5012 .*negative_slope: 0.1/],
    [
      'keepdims inside of a wrapper',
      layer('TimeDistributed', {
        layer: { class_name: 'GlobalMaxPooling2D', config: { name: 'in', keepdims: true } },
      }),
      [],
      {},
      /TSFX5012 layer it\/in /,
    ],
    [
      'dilation of a depthwise convolution',
      layer('DepthwiseConv2D', { kernel_size: [3, 3], dilation_rate: [2, 2] }),
      [],
      {},
      /TSFX5012 layer it \(DepthwiseConv2D\) has dilation_rate: \[2,2\]/,
    ],
    ['two weights of one name', DENSE, [KERNEL, BIAS, { ...BIAS }], {}, /TSFX5018 .*d\/bias/],
    [
      'a bilinear UpSampling2D of Keras, which samples at other points',
      { keras_version: '2.4.0', model_config: layer('UpSampling2D', { interpolation: 'bilinear' }) },
      [],
      {},
      /TSFX5012 .*interpolation: "bilinear"/,
    ],
    [
      'a mask where tfjs drops it',
      {
        class_name: 'Sequential',
        config: {
          layers: [
            { class_name: 'Embedding', config: { name: 'words', mask_zero: true } },
            { class_name: 'GlobalAveragePooling1D', config: { name: 'pool' } },
          ],
        },
      },
      [],
      {},
      /TSFX5012 layer words \(Embedding\) has mask_zero: true/,
    ],
    [
      'no layers',
      { class_name: 'Sequential', config: { layers: [] } },
      [],
      {},
      /TSFX5013 the model has no layers|TSFX5013 layer the model/,
    ],
    [
      'a layer with weights as an activation',
      dense({ activation: { class_name: 'PReLU', config: { name: 'slopes' } } }),
      [KERNEL, BIAS],
      {},
      /TSFX5014 layer d .*PReLU/,
    ],
    [
      'hard_sigmoid of Keras 3 in a layer that is an activation',
      {
        keras_version: '3.1.0',
        model_config: dense({ activation: activationLayer('hard_sigmoid' as never) }),
      },
      [],
      {},
      /TSFX5014 layer d\/act .*hard_sigmoid/,
    ],
    ['an unknown activation', dense({ activation: 'exponential' }), [], {}, /TSFX5014 layer d .*exponential/],
    [
      'hard_sigmoid of Keras 3',
      { keras_version: '3.1.0', model_config: dense({ activation: 'hard_sigmoid' }) },
      [],
      {},
      /TSFX5014 .*hard_sigmoid/,
    ],
    ['what tfjs refuses', dense({ units: -1 }), [], {}, /TSFX5015 .*units/],
    ['a missing file', DENSE, [KERNEL, BIAS], {}, /TSFX5016 weight file a/],
  ])('refuses %s', async (_, topology, weights, files, message) => {
    const groups = [{ paths: ['a'], weights: weights as Record<string, unknown>[] }]
    await expect(load(topology, groups, files)).rejects.toThrow(message)
  })

  it.each([
    'Conv1D',
    'SeparableConv2D',
    'MaxPooling1D',
    'AveragePooling1D',
    'GlobalMaxPooling1D',
    'GlobalAveragePooling1D',
  ])('refuses channels first in a %s, whose call passes it over', async (className) => {
    await expect(load(layer(className, { data_format: 'channels_first' }), [], {})).rejects.toThrow(
      /TSFX5012 .*data_format: "channels_first"/,
    )
  })

  it.each(['/etc/hosts', '../a', 'x/../../a', 'https://example.org/a', 'C:\\a'])(
    'does not read %s',
    async (path) => {
      const group = { paths: [path], weights: [KERNEL, BIAS] }
      await expect(load(DENSE, [group], { [path]: new Uint8Array(24) })).rejects.toThrow('TSFX5017')
    },
  )

  it.each([
    ['a layer that is not there', [[['nobody', 0, 0, {}]]], 'takes its input from nobody'],
    ['a number among the inputs', [{ args: [2], kwargs: {} }], 'is called with more than tensors'],
    [
      'a second tensor as an option',
      [[['x', 0, 0, { value: ['x', 0, 0] }]]],
      'takes a second input as option value',
    ],
    ['what is no call', [[['x']]], 'is called with ["x"], which is no output of a layer'],
    ['itself', [[['leaky', 0, 0, {}]]], 'waits for a call of leaky that is never made'],
    ['a call too many', [[['hidden', 1, 0, {}]]], 'waits for a call of hidden that is never made'],
  ])('refuses a node of %s, for which tfjs might wait without end', async (_, inbound_nodes, problem) => {
    const topology = structuredClone(KERAS_3)
    Object.assign(topology.model_config.config.layers[2]!, { inbound_nodes })
    await expect(load(topology, [], {})).rejects.toThrow(`TSFX5013 layer leaky ${problem}`)
  })
})

describe('parseLayersModel', () => {
  it.each<[string, string, string]>([
    ['no JSON', '{', 'TSFX5001'],
    ['a list', '[]', 'TSFX5001'],
    ['another record', '{ "name": "x" }', 'TSFX5001'],
    [
      'a manifest of another form',
      '{ "modelTopology": { "class_name": "x" }, "weightsManifest": [{}] }',
      'TSFX5001',
    ],
    ['a graph-model', '{ "format": "graph-model", "modelTopology": {} }', 'TSFX5002'],
    ['a graph-model without a format', '{ "modelTopology": { "node": [] } }', 'TSFX5002'],
    [
      'a topology that is cut text',
      '{ "modelTopology": { "model_config": "{ \\"class_name\\": \\"Sequ" }, "weightsManifest": [] }',
      'TSFX5001 model.json is no layers-model of TensorFlow.js: its model_config is no JSON',
    ],
    [
      'a topology that is the text of a number',
      '{ "modelTopology": { "model_config": "4" }, "weightsManifest": [] }',
      'TSFX5001 model.json is no layers-model of TensorFlow.js: its model_config describes no model',
    ],
    [
      'a topology that is nothing',
      '{ "modelTopology": { "model_config": null }, "weightsManifest": [] }',
      'TSFX5001 model.json is no layers-model of TensorFlow.js: its model_config describes no model',
    ],
    ['a topology alone', '{ "class_name": "Sequential", "config": [] }', 'TSFX5004'],
    ['no manifest', '{ "modelTopology": { "model_config": {} } }', 'TSFX5004'],
  ])('refuses %s', (_, text, code) => {
    expect(() => parseLayersModel(text, 'model.json')).toThrow(code)
  })
})

describe('layersModelInputs', () => {
  it('names each input by its layer, with a dim of any size for each unknown one', () => {
    const ids = tf.input({ shape: [null], name: 'ids', dtype: 'int32' })
    const image = tf.input({ batchShape: [4, 8, 8, 1], name: 'image' })
    const outputs = [
      tf.layers.embedding({ inputDim: 5, outputDim: 2 }).apply(ids),
      tf.layers.flatten().apply(image),
    ]
    const model = tf.model({ inputs: [ids, image], outputs: outputs as tf.SymbolicTensor[] })
    const inputs = layersModelInputs(core, model as never)
    expect(inputs).toMatchObject({
      ids: { shape: [null, null], dtype: 'int32' },
      image: { shape: [4, 8, 8, 1], dtype: 'float32' },
    })
    const sample = inputs.ids!.sample!([100])
    expect(sample.dtype).toBe('int32')
    expect([...new Set(sample.dataSync())].sort()).toEqual([0, 1, 2, 3, 4])
    expect(inputs.image!.sample).toBeUndefined()
  })
})
