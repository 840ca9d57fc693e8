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

/** A function of tfjs by its name; one cast for all samples. */
const call =
  (name: string, ...attrs: readonly unknown[]) =>
  (tf: Tfjs, ...inputs: readonly Tensor[]): Tensor => {
    const run = (tf as unknown as Readonly<Record<string, (...args: readonly unknown[]) => Tensor>>)[name]!
    return run(...inputs, ...attrs)
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
  ...unary(int32(2, 3), 'abs erf isNaN neg round sign square leakyRelu step'),
  ...unary(bool(2, 3), 'logicalNot isFinite onesLike zerosLike'),
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

export const elementwiseSamples: readonly OpSample[] = [
  ...math,
  ...pairs,
  ...reduction([2, 3, 4], 'sum prod max min logSumExp'),
  ...reduction(bool(2, 3, 4), 'sum prod max min all any'),
  ...reduction(int32(2, 3, 4), 'sum max min'),
]
