/** @file Each layer of tfjs-layers in a model of its own: the ops it becomes. `trace` compares graph and model bit for bit. */
import * as tf from '@tensorflow/tfjs'
import * as core from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { layersModelInputs } from '@tsfx/interop'
import { explain, fuse, type Graph, trace } from 'tsfx'
import { beforeAll, describe, expect, it } from 'vitest'

const { layers } = tf
type Shape = readonly number[]
const IMAGE = [6, 6, 4]
const VOLUME = [3, 4, 4, 2]
const SEQUENCE = [5, 4]
const VECTOR = [4]
const STEPS = [2, 4]

const conv = { filters: 2, kernelSize: 3 }
const activation = (name: string): tf.layers.Layer => layers.activation({ activation: name as never })

/** Layers of one input, the shape of that input, and their ops. */
const UNARY: readonly (readonly [string, () => tf.layers.Layer, Shape, string])[] = [
  ['Conv1D', () => layers.conv1d(conv), SEQUENCE, 'reshape reshape conv2d reshape reshape add'],
  [
    'Conv2D',
    () => layers.conv2d({ ...conv, strides: 2, padding: 'same', activation: 'relu' }),
    IMAGE,
    'conv2d',
  ],
  ['Conv2D, tanh', () => layers.conv2d({ ...conv, activation: 'tanh' }), IMAGE, 'conv2d tanh'],
  [
    'Conv2D, channels first',
    () => layers.conv2d({ ...conv, dataFormat: 'channelsFirst' }),
    IMAGE,
    'transpose conv2d transpose',
  ],
  ['Conv3D', () => layers.conv3d({ filters: 2, kernelSize: 2 }), VOLUME, 'conv3d reshape add'],
  [
    'Conv2DTranspose',
    () => layers.conv2dTranspose({ ...conv, strides: 2, padding: 'same' }),
    IMAGE,
    'conv2dTranspose reshape add',
  ],
  [
    'Conv3DTranspose',
    () => layers.conv3dTranspose({ filters: 2, kernelSize: 2 }),
    VOLUME,
    'conv3dTranspose reshape add',
  ],
  [
    'DepthwiseConv2D',
    () => layers.depthwiseConv2d({ kernelSize: 3, useBias: false }),
    IMAGE,
    'depthwiseConv2d',
  ],
  ['SeparableConv2D', () => layers.separableConv2d(conv), IMAGE, 'depthwiseConv2d conv2d reshape add'],
  ['Dense', () => layers.dense({ units: 3 }), VECTOR, 'linear'],
  ['Dense, softmax', () => layers.dense({ units: 3, activation: 'softmax' }), VECTOR, 'matMul add softmax'],
  [
    'BatchNormalization',
    () => layers.batchNormalization({ betaInitializer: 'randomNormal' }),
    IMAGE,
    'batchNorm',
  ],
  [
    'BatchNormalization, axis 1',
    () => layers.batchNormalization({ axis: 1 }),
    IMAGE,
    'reshape reshape reshape reshape batchNorm',
  ],
  [
    'LayerNormalization',
    () => layers.layerNormalization(),
    SEQUENCE,
    'moments reshape reshape tile tile tile tile batchNorm',
  ],
  ['Activation, linear', () => activation('linear'), VECTOR, ''],
  ['Activation, elu', () => activation('elu'), VECTOR, 'elu'],
  ['Activation, gelu', () => activation('gelu'), VECTOR, 'div erf add mul mul'],
  ['Activation, hardSigmoid', () => activation('hardSigmoid'), VECTOR, 'mul add clipByValue'],
  ['Activation, logSoftmax', () => activation('logSoftmax'), VECTOR, 'logSoftmax'],
  ['Activation, mish', () => activation('mish'), VECTOR, 'softplus tanh mul'],
  ['Activation, relu', () => activation('relu'), VECTOR, 'relu'],
  ['Activation, relu6', () => activation('relu6'), VECTOR, 'relu minimum'],
  ['Activation, selu', () => activation('selu'), VECTOR, 'selu'],
  ['Activation, sigmoid', () => activation('sigmoid'), VECTOR, 'sigmoid'],
  ['Activation, softmax', () => activation('softmax'), VECTOR, 'softmax'],
  ['Activation, softplus', () => activation('softplus'), VECTOR, 'softplus'],
  ['Activation, softsign', () => activation('softsign'), VECTOR, 'abs add div'],
  ['Activation, swish', () => activation('swish'), VECTOR, 'mul sigmoid mul'],
  ['Activation, tanh', () => activation('tanh'), VECTOR, 'tanh'],
  ['ReLU', () => layers.reLU(), VECTOR, 'relu'],
  ['ReLU, maxValue 6', () => layers.reLU({ maxValue: 6 }), VECTOR, 'relu clipByValue'],
  ['LeakyReLU', () => layers.leakyReLU({ alpha: 0.1 }), VECTOR, 'leakyRelu'],
  ['PReLU', () => layers.prelu({ sharedAxes: [1, 2] }), IMAGE, 'prelu'],
  ['ELU', () => layers.elu(), VECTOR, 'elu'],
  ['ThresholdedReLU', () => layers.thresholdedReLU({ theta: 0.2 }), VECTOR, 'greater cast mul'],
  ['Softmax', () => layers.softmax({ axis: -1 }), VECTOR, 'softmax'],
  ['Dropout', () => layers.dropout({ rate: 0.5 }), VECTOR, ''],
  ['SpatialDropout1D', () => layers.spatialDropout1d({ rate: 0.5 }), SEQUENCE, ''],
  ['AlphaDropout', () => layers.alphaDropout({ rate: 0.5 }), VECTOR, ''],
  ['GaussianDropout', () => layers.gaussianDropout({ rate: 0.5 }), VECTOR, ''],
  ['GaussianNoise', () => layers.gaussianNoise({ stddev: 1 }), VECTOR, ''],
  ['MaxPooling1D', () => layers.maxPooling1d({ poolSize: 2 }), SEQUENCE, 'reshape maxPool squeeze'],
  ['MaxPooling2D', () => layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }), IMAGE, 'maxPool'],
  ['MaxPooling3D', () => layers.maxPooling3d({ poolSize: 2 }), VOLUME, 'maxPool3d'],
  ['AveragePooling1D', () => layers.averagePooling1d({ poolSize: 2 }), SEQUENCE, 'reshape avgPool squeeze'],
  ['AveragePooling2D', () => layers.averagePooling2d({ poolSize: 2 }), IMAGE, 'avgPool'],
  ['AveragePooling3D', () => layers.averagePooling3d({ poolSize: 2 }), VOLUME, 'avgPool3d'],
  ['GlobalAveragePooling1D', () => layers.globalAveragePooling1d(), SEQUENCE, 'mean'],
  ['GlobalAveragePooling2D', () => layers.globalAveragePooling2d({}), IMAGE, 'mean'],
  ['GlobalMaxPooling1D', () => layers.globalMaxPooling1d(), SEQUENCE, 'max'],
  ['GlobalMaxPooling2D', () => layers.globalMaxPooling2d({}), IMAGE, 'max'],
  ['Flatten', () => layers.flatten(), IMAGE, 'reshape'],
  ['Reshape', () => layers.reshape({ targetShape: [4, 36] }), IMAGE, 'reshape'],
  ['Permute', () => layers.permute({ dims: [2, 1, 3] }), IMAGE, 'transpose'],
  ['RepeatVector', () => layers.repeatVector({ n: 3 }), VECTOR, 'reshape tile'],
  ['ZeroPadding2D', () => layers.zeroPadding2d({ padding: [1, 2] }), IMAGE, 'pad'],
  [
    'Cropping2D',
    () =>
      layers.cropping2D({
        cropping: [
          [1, 0],
          [1, 1],
        ],
      }),
    IMAGE,
    'slice slice',
  ],
  ['UpSampling2D', () => layers.upSampling2d({ size: [2, 2] }), IMAGE, 'resizeNearestNeighbor'],
  [
    'UpSampling2D, bilinear',
    () => layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' } as never),
    IMAGE,
    'resizeBilinear',
  ],
  [
    'Embedding',
    () => layers.embedding({ inputDim: 7, outputDim: 3 }),
    [5],
    'cast reshape cast gather reshape',
  ],
  [
    'Masking',
    () => layers.masking({ maskValue: 0 }),
    SEQUENCE,
    'notEqual any cast mul notEqual any notEqual any',
  ],
  ['Rescaling', () => layers.rescaling({ scale: 1 / 255, offset: -1 }), IMAGE, 'mul add'],
  [
    'TimeDistributed',
    () => layers.timeDistributed({ layer: layers.dense({ units: 2 }) }),
    [2, 4],
    'transpose unstack linear linear stack',
  ],
] // prettier-ignore

const HARD_SIGMOID = 'mul add clipByValue'
const LSTM_GATES = `add add split ${HARD_SIGMOID} ${HARD_SIGMOID}`
const LSTM_OUTPUT = `mul tanh mul add ${HARD_SIGMOID} tanh mul`
const LSTM_STEPS = `matMul fill matMul ${LSTM_GATES} fill ${LSTM_OUTPUT} matMul matMul ${LSTM_GATES} ${LSTM_OUTPUT}`
const GRU_STEP = `matMul split split add ${HARD_SIGMOID} add ${HARD_SIGMOID} mul matMul add tanh mul neg add mul add`
const GRU_STEPS = `matMul add split fill ${GRU_STEP} matMul add split ${GRU_STEP}`
const CONV_GATES =
  'split split conv2d reshape add conv2d reshape add conv2d reshape add conv2d reshape add split'
const CONV_STATE = `conv2d conv2d conv2d conv2d add ${HARD_SIGMOID} add ${HARD_SIGMOID} mul add tanh mul add add ${HARD_SIGMOID} tanh mul`

/** Two steps each, unrolled; the first states are constants of the batch's size. */
const RECURRENT: readonly (readonly [string, () => tf.layers.Layer, Shape, string])[] = [
  [
    'SimpleRNN',
    () => layers.simpleRNN({ units: 2 }),
    STEPS,
    'transpose unstack matMul add fill matMul add tanh matMul add matMul add tanh',
  ],
  ['LSTM', () => layers.lstm({ units: 2 }), STEPS, `transpose unstack ${LSTM_STEPS}`],
  [
    'GRU, all steps',
    () => layers.gru({ units: 2, returnSequences: true }),
    STEPS,
    `transpose unstack ${GRU_STEPS} stack`,
  ],
  [
    'Bidirectional',
    () => layers.bidirectional({ layer: layers.gru({ units: 2 }) as never, mergeMode: 'sum' }),
    STEPS,
    `transpose unstack ${GRU_STEPS} transpose reverse unstack ${GRU_STEPS} add`,
  ],
  [
    'RNN of a cell',
    () => layers.rnn({ cell: layers.simpleRNNCell({ units: 2 }) }),
    STEPS,
    'transpose unstack matMul add fill matMul add tanh matMul add matMul add tanh',
  ],
  [
    'ConvLSTM2D',
    () => layers.convLstm2d({ filters: 2, kernelSize: 3 } as never),
    [1, 5, 5, 1],
    `transpose unstack ${CONV_GATES} fill ${CONV_STATE}`,
  ],
]

const MERGES: readonly (readonly [string, () => tf.layers.Layer, Shape, string])[] = [
  ['Add', () => layers.add(), IMAGE, 'add'],
  ['Average', () => layers.average(), IMAGE, 'add mul'],
  ['Concatenate', () => layers.concatenate(), IMAGE, 'concat'],
  ['Dot', () => layers.dot({ axes: -1 }), VECTOR, 'mul sum expandDims'],
  ['Maximum', () => layers.maximum(), IMAGE, 'maximum'],
  ['Minimum', () => layers.minimum(), IMAGE, 'minimum'],
  ['Multiply', () => layers.multiply(), IMAGE, 'mul'],
]

const opsIn = (graph: Graph): string =>
  graph.nodes.flatMap((node) => (node.kind === 'call_function' ? node.target : [])).join(' ')

function opsOf(layer: tf.layers.Layer, shape: Shape, count: number): string {
  const inputs = Array.from({ length: count }, () => tf.input({ shape: [...shape] }))
  const output = layer.apply(count === 1 ? inputs[0]! : inputs) as tf.SymbolicTensor
  const model = tf.model({ inputs, outputs: output }) as never
  return opsIn(trace(model, layersModelInputs(core, model)))
}

describe('a layer of tfjs-layers', () => {
  beforeAll(async () => {
    await tf.setBackend('wasm')
  })

  it.each(UNARY)('%s becomes its ops', (_, make, shape, ops) => {
    expect(opsOf(make(), shape, 1)).toBe(ops)
  })

  it.each(RECURRENT)('%s becomes the ops of its steps', (_, make, shape, ops) => {
    expect(opsOf(make(), shape, 1)).toBe(ops)
  })

  it.each(MERGES)('%s of two inputs becomes its ops', (_, make, shape, ops) => {
    expect(opsOf(make(), shape, 2)).toBe(ops)
  })

  it.each<[string, () => tf.layers.Layer, Shape, RegExp]>([
    [
      'CategoryEncoding reads its values',
      () => layers.categoryEncoding({ numTokens: 5, outputMode: 'multiHot' }),
      [3],
      /TSFX1005/,
    ],
    [
      'LSTM makes as many steps as the sequence has, which is of any length',
      () => layers.lstm({ units: 2 }),
      [null as never, 4],
      /TSFX1013/,
    ],
    [
      'LSTM with dropout keeps its masks from call to call',
      () => layers.lstm({ units: 2, dropout: 0.5 }),
      STEPS,
      /TSFX10\d\d .*dropoutMask|TSFX1028/,
    ],
    [
      'Conv1D, causal: TensorFlow.js lacks it',
      () => layers.conv1d({ ...conv, padding: 'causal' }),
      SEQUENCE,
      /CAUSAL/,
    ],
  ])('%s, and is refused', (_, make, shape, message) => {
    expect(() => opsOf(make(), shape, 1)).toThrow(message)
  })
})

describe('the blocks of a MobileNet of Keras', () => {
  it('fuse to one op per layer, of which none is left in float', async () => {
    await tf.setBackend('wasm')
    const input = tf.input({ shape: [8, 8, 3] })
    const stack = (x: tf.SymbolicTensor, ...parts: tf.layers.Layer[]): tf.SymbolicTensor =>
      parts.reduce((value, part) => part.apply(value) as tf.SymbolicTensor, x)
    const norm = () => layers.batchNormalization()
    const relu6 = () => layers.reLU({ maxValue: 6 })
    const stem = stack(
      input,
      layers.conv2d({ ...conv, filters: 4, padding: 'same', useBias: false }),
      norm(),
      relu6(),
    )
    const depthwise = layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false })
    const project = layers.conv2d({ filters: 4, kernelSize: 1, useBias: false })
    const block = layers.add().apply([stem, stack(stem, depthwise, norm(), relu6(), project, norm())])
    const outputs = stack(
      block as tf.SymbolicTensor,
      layers.zeroPadding2d({ padding: [1, 1] }),
      layers.depthwiseConv2d({ kernelSize: 3, activation: 'relu6' }),
      layers.separableConv2d({ ...conv, activation: 'relu' }),
      layers.globalAveragePooling2d({}),
      layers.dropout({ rate: 0.1 }),
      layers.dense({ units: 3, activation: 'softmax' }),
    )
    const model = tf.model({ inputs: input, outputs }) as never
    const fused = fuse(trace(model, layersModelInputs(core, model)))
    expect(opsIn(fused)).toBe(
      'conv2d depthwiseConv2d conv2d add pad depthwiseConv2d depthwiseConv2d conv2d mean linear softmax',
    )
    expect(explain(fused, { backend: 'wasm' }).filter(({ effective }) => effective === 'float')).toEqual([])
  })
})
