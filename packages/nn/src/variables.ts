/** @file Makes the variables that layers own. Initial values: Glorot & Bengio 2010 (eq. 16), He et al. 2015 (eq. 10). */
import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { randomGenerator } from './randomGenerator.ts'

/** A trainable variable, uniform in ±sqrt(6 / fanIn): keeps the variance through layers followed by a ReLU. */
export function heUniform<R extends tf.Rank>(shape: tf.ShapeMap[R], fanIn: number): tf.Variable<R> {
  return uniform(shape, Math.sqrt(6 / fanIn))
}

/** A trainable variable, uniform in ±sqrt(6 / (fanIn + fanOut)): for layers that end a model. */
export function glorotUniform<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  fanIn: number,
  fanOut: number,
): tf.Variable<R> {
  return uniform(shape, Math.sqrt(6 / (fanIn + fanOut)))
}

/** A trainable variable `[size]` of one value. */
export function parameter(size: number, value: number): tf.Variable<tf.Rank.R1> {
  return variable<tf.Rank.R1>(new Float32Array(size).fill(value), [size], true)
}

/** A variable `[size]` of one value that no optimizer touches. */
export function buffer(size: number, value: number): tf.Variable<tf.Rank.R1> {
  return variable<tf.Rank.R1>(new Float32Array(size).fill(value), [size], false)
}

function uniform<R extends tf.Rank>(shape: tf.ShapeMap[R], bound: number): tf.Variable<R> {
  const generator = randomGenerator()
  const size = (shape as number[]).reduce((product, dim) => product * dim, 1)
  // A loop, because Float32Array.from takes five times as long, and models have millions of weights.
  const values = new Float32Array(size)
  for (let i = 0; i < size; i++) values[i] = (2 * generator.uniform() - 1) * bound
  return variable(values, shape, true)
}

function variable<R extends tf.Rank>(
  values: Float32Array,
  shape: tf.ShapeMap[R],
  trainable: boolean,
): tf.Variable<R> {
  const { tidy, tensor, variable: makeVariable } = boundTfjs()
  return tidy(() => makeVariable(tensor<R>(values, shape, 'float32'), trainable))
}
