/** @file Tensors in lists, records, closures and patterns. */
import * as tf from '@tensorflow/tfjs-core'

export function closure(x: tf.Tensor2D) {
  const scale = 2
  const scaled = (t: tf.Tensor2D) => tf.mul(t, scale)
  return tf.add(scaled(x), scaled(tf.relu(x)))
}

const compose =
  (...steps: ((t: tf.Tensor) => tf.Tensor)[]) =>
  (x: tf.Tensor) =>
    steps.reduce((y, step) => step(y), x)
//                            ^ unchecked static untyped

const pipeline = compose(tf.relu, (t) => tf.mul(t, 2), tf.sigmoid)

export function composed(x: tf.Tensor2D) {
  return pipeline(x)
}

export function split(x: tf.Tensor2D) {
  const [left, right] = tf.split(x, 2, 1)
  return tf.mul(left as tf.Tensor, tf.sigmoid(right as tf.Tensor))
}

export function splitAndMap(x: tf.Tensor2D) {
  const parts = tf.split(x, 2, 1).map((part, i) => (i === 0 ? tf.relu(part) : part))
  return tf.concat(parts, 1)
}

export function unstack(x: tf.Tensor2D) {
  const [first, ...others] = tf.unstack(x, 1)
  return others.reduce((sum, t) => tf.add(sum, t), first as tf.Tensor)
}

export function moments(x: tf.Tensor2D) {
  const { mean, variance } = tf.moments(x, 1, true)
  return tf.mul(tf.sub(x, mean), variance)
}

export function topk(x: tf.Tensor2D) {
  const { values } = tf.topk(x, 2)
  return tf.relu(values)
}

export function list(x: tf.Tensor2D, y: tf.Tensor2D) {
  const outputs: tf.Tensor[] = []
  for (const t of [x, y]) outputs.push(tf.relu(t))
  if (outputs.length > 1) outputs.push(tf.add(x, y))
  return tf.concat(outputs, 1)
}

export function elementOfList(x: tf.Tensor2D, y: tf.Tensor2D) {
  const all = [tf.relu(x), tf.sigmoid(y)]
  let sum: tf.Tensor | undefined
  for (let i = 0; i < all.length; i++) {
    const next = all[i] as tf.Tensor
    sum = sum ? tf.add(sum, next) : next
  }
  return sum as tf.Tensor
}

export function recordOfInputs(inputs: { left: tf.Tensor2D; right: tf.Tensor2D }) {
  const { left, right } = inputs
  return { sum: tf.add(left, right), parts: [tf.relu(left), tf.relu(right)] }
}

export function records(x: tf.Tensor2D) {
  const state = { features: tf.relu(x), depth: 2 }
  const next = { ...state, depth: state.depth + 1 }
  return next.depth > 2 ? tf.mul(next.features, next.depth) : next.features
}

export function byName(x: tf.Tensor2D) {
  const outputs: Record<string, tf.Tensor> = {}
  for (const [name, factor] of Object.entries({ half: 0.5, double: 2 })) outputs[name] = tf.mul(x, factor)
  return tf.add(outputs.half as tf.Tensor, outputs.double as tf.Tensor)
}

export function mapOfTensors(x: tf.Tensor2D) {
  const named = new Map<string, tf.Tensor>([['relu', tf.relu(x)]])
  named.set('sigmoid', tf.sigmoid(x))
  if (!named.has('tanh')) named.set('tanh', tf.tanh(x))
  return tf.concat([...named.values()], 1)
}

export function assertions(x: tf.Tensor) {
  const matrix = x as tf.Tensor2D
  const options = { axis: 1 } satisfies { axis: number }
  return tf.mean(tf.relu(matrix)!, options.axis, true)
}

export function tidied(x: tf.Tensor2D) {
  return tf.tidy('activation', () => {
    const y = tf.relu(x)
    return tf.tidy(() => tf.mul(y, y))
  })
}

export function disposesOwn(x: tf.Tensor2D) {
  const y = tf.relu(x)
  const z = tf.mul(y, 2)
  y.dispose()
  tf.dispose([y])
  return z
}

export function chained(image: tf.Tensor4D) {
  const means = tf.mean(image, [1, 2])
  const [, height, width] = image.shape
  const flat = tf.reshape(image, [-1, height * width * 3])
  return tf.concat([means as tf.Tensor2D, flat], 1)
}

export function immediatelyInvoked(x: tf.Tensor2D) {
  const y = (() => {
    const inner = tf.relu(x)
    return tf.add(inner, 1)
  })()
  return y
}

export function hoisted(x: tf.Tensor2D) {
  return twice(activate, x)
  function activate(t: tf.Tensor) {
    return tf.relu(t)
  }
}

function twice(f: (t: tf.Tensor) => tf.Tensor, t: tf.Tensor) {
  return f(f(t))
}

export function swapped(x: tf.Tensor2D, y: tf.Tensor2D) {
  let [a, b]: tf.Tensor[] = [x, y]
  ;[a, b] = [b as tf.Tensor, tf.relu(a as tf.Tensor)]
  return tf.sub(a as tf.Tensor, b)
}

export function logs(x: tf.Tensor2D) {
  const debug = false
  if (debug) console.log(x.shape, x.dtype, String(x.shape))
  return tf.relu(x)
}

export function counted(x: tf.Tensor2D) {
  let flops = 0
  const count = (t: tf.Tensor) => {
    flops += t.size * 2
    return t
  }
  const y = count(tf.relu(x))
  return flops > 0 ? y : x
}

/** Weights may be read: they have values. */
export class ReadsWeight {
  weight = tf.variable(tf.tensor2d([[1, 2, 3, 4]]))

  forward(x: tf.Tensor2D) {
    const [first] = this.weight.dataSync()
    return first === 1 ? tf.mul(x, this.weight) : x
  }
}
