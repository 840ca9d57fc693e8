/** @file Mathematics as users write it, chained and with tfjs's defaults: traced at any batch size, compared with eager bit for bit. */
import '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { printType } from '@tsfx/ir'
import { type InputSpecs, trace } from '@tsfx/tracer'
import { describe, expect, it } from 'vitest'

type X = tf.Tensor2D
type Forward = (x: X) => unknown

const matrix = { x: [null, 6] }

/** The ops of a call and the type of its result; tracing compares it with eager at sizes not traced. */
function traced(forward: Forward, inputs: InputSpecs = matrix): string {
  const graph = trace(forward, inputs, { verify: 'full' })
  const ops = graph.nodes.filter(({ kind }) => kind === 'call_function').map(({ target }) => target)
  return `${ops.join(' ')} -> ${printType(graph.output!.type)}`
}

describe('a chained call is the op of the function', () => {
  it.each<[Forward, string]>([
    [(x) => x.pow(2).neg().abs(), 'pow neg abs -> float32[batch, 6]'],
    [(x) => x.maximum(0).minimum([1, 2, 3, 4, 5, 6]), 'maximum minimum -> float32[batch, 6]'],
    [(x) => x.clipByValue(-1, 1).leakyRelu(0.2), 'clipByValue leakyRelu -> float32[batch, 6]'],
    [(x) => x.prelu(tf.scalar(0.1)), 'prelu -> float32[batch, 6]'],
    [(x) => x.norm(1, 0, true), 'norm -> float32[1, 6]'],
    [(x) => x.euclideanNorm(1), 'norm -> float32[batch]'],
    [(x) => x.max(1).sum(), 'max sum -> float32[]'],
    [(x) => x.min(-1, true).prod(1), 'min prod -> float32[batch]'],
    [(x) => x.argMax(1), 'argMax -> int32[batch]'],
    [(x) => x.cumsum(1, true, true), 'cumsum -> float32[batch, 6]'],
    [(x) => x.where(x.greater(0), tf.zerosLike(x)), 'greater zerosLike where -> float32[batch, 6]'],
    [(x) => x.greater(0).logicalNot().any(1), 'greater logicalNot any -> bool[batch]'],
    [(x) => x.toInt().toBool().toFloat(), 'cast cast cast -> float32[batch, 6]'],
    [(x) => x.asType('int32').squaredDifference(3), 'cast squaredDifference -> float32[batch, 6]'],
    [(x) => x.logSoftmax().logSumExp(1), 'logSoftmax logSumExp -> float32[batch]'],
    [(x) => x.sum().asScalar().step(0.5), 'sum reshape step -> float32[]'],
    [(x) => x.rfft().abs(), 'rfft abs -> float32[batch, 4]'],
    [(x) => x.dot(tf.ones([6])), 'matMul reshape -> float32[batch]'],
  ])('%s', (forward, expected) => {
    expect(traced(forward)).toBe(expected)
  })
})

describe('a function of tfjs takes what it takes eagerly', () => {
  it.each<[Forward, string]>([
    [(x) => tf.moments(x, 1), 'moments -> { mean: float32[batch], variance: float32[batch] }'],
    [
      (x) => {
        const { mean, variance } = tf.moments(x, -1, true)
        return x.sub(mean).div(variance.add(1e-3).sqrt())
      },
      'moments sub add sqrt div -> float32[batch, 6]',
    ],
    [(x) => tf.where(tf.less(x, 0), 0, x), 'less where -> float32[batch, 6]'],
    [(x) => tf.addN([x, tf.square(x), x]), 'square addN -> float32[batch, 6]'],
    [(x) => tf.pow(2, x), 'pow -> float32[batch, 6]'],
    [(x) => tf.divNoNan(1, tf.relu(x)), 'relu divNoNan -> float32[batch, 6]'],
    [(x) => tf.losses.meanSquaredError(tf.zerosLike(x), x), 'zerosLike meanSquaredError -> float32[]'],
    [
      (x) => tf.losses.softmaxCrossEntropy(tf.softmax(x), x, undefined, 0, tf.Reduction.NONE),
      'softmax softmaxCrossEntropy -> float32[batch]',
    ],
    [(x) => tf.ensureShape(x, [null, 6] as never).relu(), 'relu -> float32[batch, 6]'],
    [
      (x) => tf.erf(tf.mul(x, Math.SQRT1_2)).add(1).mul(0.5).mul(x),
      'mul erf add mul mul -> float32[batch, 6]',
    ],
  ])('%s', (forward, expected) => {
    expect(traced(forward)).toBe(expected)
  })
})

describe('an image is taken for a batch of one', () => {
  it.each<[(x: tf.Tensor3D) => unknown, string]>([
    [(x) => tf.maxPool(x, 2, 2, 'same'), 'reshape maxPool reshape -> float32[2, 3, 3]'],
    [(x) => tf.pool(x, 2, 'max', 'valid', 2), 'reshape pool reshape -> float32[2, 4, 3]'],
    [
      (x) =>
        tf.fused.conv2d({ x, filter: tf.ones([3, 3, 3, 2]), strides: 1, pad: 'same', activation: 'sigmoid' }),
      'reshape conv2d sigmoid reshape -> float32[4, 6, 2]',
    ],
  ])('%s', (forward, expected) => {
    expect(traced(forward as never, { x: [4, 6, 3] })).toBe(expected)
  })
})

describe('a dtype that backends treat differently is refused by name', () => {
  it.each<[Forward, RegExp]>([
    [(x) => tf.acosh(x.toInt()), /TSFX0511 acosh: x must be float32, not int32/],
    [(x) => tf.floorDiv(x, 2), /TSFX0511 floorDiv: the wider operand must be int32, not float32/],
    [(x) => tf.where(x.greater(0), x, x.toInt()), /TSFX0511 where: dtypes of a .* and b .* differ/],
    [
      (x) => tf.fused.matMul({ a: x.reshape([-1, 2, 3]), b: tf.ones([3, 3]), activation: 'elu' }),
      /TSFX0511 tf.fused.matMul: with this activation it takes two matrices/,
    ],
  ])('%s', (forward, message) => {
    expect(() => traced(forward)).toThrow(message)
  })
})

describe('a function that no graph holds is refused with what to do instead', () => {
  it.each<[Forward, RegExp, RegExp]>([
    [(x) => tf.unique(x), /TSFX1007 no op captures tf.unique: the size/, /outside forward/],
    [(x) => x.as1D().unique(), /no op captures tensor.unique/, /outside forward/],
    [(x) => tf.image.nonMaxSuppression(x.reshape([-1, 4]), [1], 3), /tf.image.nonMaxSuppression/, /Padded/],
    [
      (x) => tf.browser.fromPixels({ data: new Uint8Array(4), width: 1, height: 1 }).add(x),
      /tf.browser.fromPixels: it reads pixels/,
      /as an input/,
    ],
  ])('%s', (forward, message, remedy) => {
    expect(() => traced(forward)).toThrow(message)
    expect(() => traced(forward)).toThrow(remedy)
  })
})
