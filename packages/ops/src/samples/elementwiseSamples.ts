/** @file Sample calls of `elementwiseOps`. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tfjs } from '../tfjsBinding.ts'
import type { OpSample } from './opSamples.ts'
import type { SampleInput } from './sampleTensors.ts'

const int32 = (...shape: readonly number[]): SampleInput => ({ shape, dtype: 'int32' })
const bool = (...shape: readonly number[]): SampleInput => ({ shape, dtype: 'bool' })
const valued = (values: readonly number[], dtype: 'float32' | 'int32' = 'float32'): SampleInput => ({
  shape: [values.length],
  dtype,
  values,
})

/** A function of tfjs by its name, also `losses.logLoss`; one cast for all samples. */
const call =
  (name: string, ...attrs: readonly unknown[]) =>
  (tf: Tfjs, ...inputs: readonly Tensor[]): Tensor => {
    const run = name.split('.').reduce<unknown>((from, key) => (from as Record<string, unknown>)[key], tf)
    return (run as (...args: readonly unknown[]) => Tensor)(...inputs, ...attrs)
  }

const unary = (x: SampleInput, names: string): OpSample[] =>
  names.split(' ').map((op) => ({ op, inputs: { x }, eager: call(op) }))

const binary = (a: SampleInput, b: SampleInput, names: string): OpSample[] =>
  names.split(' ').map((op) => ({ op, inputs: { a, b }, eager: call(op) }))

/** Each over all axes, over one, and over two that stay. */
const reduction = (x: SampleInput, names: string): OpSample[] =>
  names.split(' ').flatMap((op) => [
    { op, inputs: { x }, eager: call(op) },
    { op, inputs: { x }, attrs: { axis: -1 }, eager: call(op, -1) },
    { op, inputs: { x }, attrs: { axis: [0, 2], keepDims: true }, eager: call(op, [0, 2], true) },
  ])

const complex64 = (...shape: readonly number[]): SampleInput => ({ shape, dtype: 'complex64' })

const EDGES = valued([0, -0, 0.5, 1.5, -2.5, 1e-40, Number.POSITIVE_INFINITY, Number.NaN])
const PAIRS = 'atan2 divNoNan maximum minimum mod pow squaredDifference'
const COMPARISONS = 'equal notEqual greater greaterEqual less lessEqual'

const math: readonly OpSample[] = [
  ...unary(
    [2, 5],
    'abs acos acosh asin asinh atan atanh ceil cos cosh elu erf expm1 floor isFinite isInf isNaN log log1p logSigmoid',
  ),
  ...unary(
    [2, 5],
    'neg onesLike reciprocal round rsqrt selu sign sin sinh softplus sqrt square tan zerosLike leakyRelu step',
  ),
  ...unary(EDGES, 'abs ceil floor isFinite isInf isNaN log neg round rsqrt sign sqrt step'),
  ...unary(int32(2, 3), 'abs erf neg round sign square leakyRelu step'),
  ...unary(bool(2, 3), 'logicalNot onesLike zerosLike'),
  { op: 'leakyRelu', inputs: { x: [2, 5] }, attrs: { alpha: 0.01 }, eager: call('leakyRelu', 0.01) },
  { op: 'step', inputs: { x: [2, 5] }, attrs: { alpha: 0.5 }, eager: call('step', 0.5) },
  {
    op: 'clipByValue',
    inputs: { x: [2, 5] },
    attrs: { min: -0.5, max: 1 },
    eager: call('clipByValue', -0.5, 1),
  },
  { op: 'clipByValue', inputs: { x: int32(5) }, attrs: { min: 0, max: 0 }, eager: call('clipByValue', 0, 0) },
  { op: 'logSoftmax', inputs: { x: [2, 5] }, eager: call('logSoftmax') },
  { op: 'logSoftmax', inputs: { x: [2, 3, 5] }, attrs: { axis: 2 }, eager: call('logSoftmax', 2) },
  { op: 'cast', inputs: { x: [2, 5] }, attrs: { dtype: 'int32' }, eager: call('cast', 'int32') },
  { op: 'cast', inputs: { x: int32(2, 5) }, attrs: { dtype: 'bool' }, eager: call('cast', 'bool') },
  { op: 'cast', inputs: { x: bool(2, 5) }, attrs: { dtype: 'float32' }, eager: call('cast', 'float32') },
]

const pairs: readonly OpSample[] = [
  ...binary([2, 1, 3], [4, 3], `${PAIRS} ${COMPARISONS}`),
  ...binary([2, 3], [], `${PAIRS} ${COMPARISONS}`),
  ...binary(EDGES, [1], `${PAIRS} ${COMPARISONS}`),
  ...binary([2, 3], int32(3), `maximum minimum mod squaredDifference ${COMPARISONS}`),
  ...binary(int32(2, 3), bool(3), `maximum squaredDifference ${COMPARISONS}`),
  ...binary(bool(2, 3), bool(2, 3), 'maximum minimum equal less logicalAnd logicalOr logicalXor'),
  ...binary(bool(2, 1), bool(3), 'logicalAnd logicalOr logicalXor'),
  ...binary(int32(2, 3), valued([1, 2, -3], 'int32'), 'floorDiv maximum minimum'),
  { op: 'prelu', inputs: { x: [2, 4, 3], alpha: [3] }, eager: call('prelu') },
  { op: 'where', inputs: { condition: bool(2, 3), a: [2, 3], b: [2, 3] }, eager: call('where') },
  { op: 'where', inputs: { condition: bool(2, 1), a: [2, 3], b: [] }, eager: call('where') },
  { op: 'where', inputs: { condition: bool(2, 3), a: int32(3), b: int32(2, 1) }, eager: call('where') },
]

const norms: readonly OpSample[] = [
  { op: 'norm', inputs: { x: [2, 3] }, eager: call('euclideanNorm') },
  { op: 'norm', inputs: { x: [] }, eager: call('norm') },
  { op: 'norm', inputs: { x: [2, 3] }, attrs: { ord: 2, axis: 1 }, eager: call('norm', 2, 1) },
  {
    op: 'norm',
    inputs: { x: [2, 3] },
    attrs: { ord: 1, axis: -1, keepDims: true },
    eager: call('norm', 1, -1, true),
  },
  ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1, 'fro'].map((ord) => ({
    op: 'norm',
    inputs: { x: [2, 3, 4] },
    attrs: { ord, axis: [0, 2] },
    eager: call('norm', ord, [0, 2]),
  })),
  { op: 'norm', inputs: { x: int32(2, 3) }, attrs: { ord: 1 }, eager: call('norm', 1) },
]

const along: readonly OpSample[] = [
  ...['argMax', 'argMin'].flatMap((op): OpSample[] => [
    { op, inputs: { x: [2, 3] }, eager: call(op) },
    { op, inputs: { x: int32(2, 3, 4) }, attrs: { axis: -2 }, eager: call(op, -2) },
  ]),
  ...['cumsum', 'cumprod'].flatMap((op): OpSample[] => [
    { op, inputs: { x: [3, 4] }, eager: call(op) },
    {
      op,
      inputs: { x: int32(2, 3, 4) },
      attrs: { axis: 1, exclusive: true, reverse: true },
      eager: call(op, 1, true, true),
    },
  ]),
  ...norms,
  { op: 'moments', inputs: { x: [2, 3, 4] }, attrs: { axis: [1, 2] }, eager: call('moments', [1, 2]) },
  {
    op: 'moments',
    inputs: { x: int32(2, 3) },
    attrs: { axis: -1, keepDims: true },
    eager: call('moments', -1, true),
  },
  {
    op: 'addN',
    inputs: {
      xs: [
        [2, 3],
        [2, 3],
        [2, 3],
      ],
    },
    eager: (tf, ...xs) => tf.addN([...xs]),
  },
  { op: 'bitwiseAnd', inputs: { a: int32(2, 3), b: int32(2, 3) }, eager: call('bitwiseAnd') },
  {
    op: 'localResponseNormalization',
    inputs: { x: [2, 3, 3, 7] },
    eager: call('localResponseNormalization'),
  },
  {
    op: 'localResponseNormalization',
    inputs: { x: [3, 3, 7] },
    attrs: { depthRadius: 2, base: 2, alpha: 1e-4, beta: 0.75 },
    eager: call('localResponseNormalization', 2, 2, 1e-4, 0.75),
  },
  {
    op: 'pool',
    inputs: { x: [2, 7, 8, 3] },
    attrs: { filterSize: [2, 3], poolingType: 'max', pad: 'same', dilations: 2 },
    eager: call('pool', [2, 3], 'max', 'same', 2),
  },
  {
    op: 'pool',
    inputs: { x: [1, 7, 8, 3] },
    attrs: { filterSize: 2, poolingType: 'avg', pad: 'valid', dilations: [3, 2] },
    eager: call('pool', 2, 'avg', 'valid', [3, 2]),
  },
  {
    op: 'confusionMatrix',
    inputs: { labels: valued([0, 2, 1, 1], 'int32'), predictions: valued([0, 1, 1, 2], 'int32') },
    attrs: { numClasses: 3 },
    eager: call('math.confusionMatrix', 3),
  },
]

const spectra: readonly OpSample[] = [
  { op: 'complex', inputs: { real: [2, 3], imag: [2, 3] }, eager: call('complex') },
  ...unary(complex64(2, 4), 'real imag fft ifft abs irfft'),
  { op: 'irfft', inputs: { x: complex64(2, 3, 5) }, eager: call('irfft') },
  { op: 'irfft', inputs: { x: complex64(2) }, fixedBatch: true, eager: call('irfft') },
  { op: 'rfft', inputs: { x: [2, 8] }, eager: call('rfft') },
  { op: 'rfft', inputs: { x: [2, 5] }, attrs: { fftLength: 8 }, eager: call('rfft', 8) },
  { op: 'rfft', inputs: { x: [2, 8] }, attrs: { fftLength: 5 }, eager: call('rfft', 5) },
  {
    op: 'frame',
    inputs: { signal: [11] },
    attrs: { frameLength: 4, frameStep: 3 },
    fixedBatch: true,
    eager: call('signal.frame', 4, 3),
  },
  {
    op: 'frame',
    inputs: { signal: [11] },
    attrs: { frameLength: 4, frameStep: 3, padEnd: true, padValue: -1 },
    fixedBatch: true,
    eager: call('signal.frame', 4, 3, true, -1),
  },
]

/** A loss by its defaults, by weights and each reduction, and of integer labels. */
const loss = (op: string, attrs: Readonly<Record<string, unknown>> = {}, weightsAt = 0): OpSample[] => {
  const inputs = { labels: [2, 3], predictions: [2, 3] }
  const values = Object.values(attrs)
  const name = `losses.${op}`
  const eager =
    (reduction: number) =>
    (tf: Tfjs, labels?: Tensor, predictions?: Tensor, weights?: Tensor): Tensor =>
      call(name)(
        tf,
        ...([labels, predictions, ...values.toSpliced(weightsAt, 0, weights), reduction] as Tensor[]),
      )
  return [
    { op, inputs, attrs, eager: eager(3) },
    { op, inputs: { ...inputs, labels: int32(2, 3) }, attrs: { ...attrs, reduction: 0 }, eager: eager(0) },
    ...[1, 2, 3].map((reduction) => ({
      op,
      inputs: { ...inputs, weights: [] },
      attrs: { ...attrs, reduction },
      eager: eager(reduction),
    })),
  ]
}

const losses: readonly OpSample[] = [
  ...['absoluteDifference', 'hingeLoss', 'meanSquaredError'].flatMap((op) => loss(op)),
  ...loss('cosineDistance', { axis: 1 }, 1),
  ...loss('huberLoss', { delta: 0.5 }),
  ...loss('logLoss', { epsilon: 3 }),
  ...loss('sigmoidCrossEntropy', { labelSmoothing: 0.1 }),
  ...loss('softmaxCrossEntropy', { labelSmoothing: 0 }),
  { op: 'computeWeightedLoss', inputs: { losses: [2, 3] }, eager: call('losses.computeWeightedLoss') },
  {
    op: 'computeWeightedLoss',
    inputs: { losses: [2, 3], weights: [2, 1] },
    attrs: { reduction: 0 },
    eager: call('losses.computeWeightedLoss', 0),
  },
]

export const elementwiseSamples: readonly OpSample[] = [
  ...math,
  ...pairs,
  ...reduction([2, 3, 4], 'sum prod max min logSumExp'),
  ...reduction(bool(2, 3, 4), 'sum prod max min all any'),
  ...reduction(int32(2, 3, 4), 'sum max min'),
  ...along,
  ...spectra,
  ...losses,
]
