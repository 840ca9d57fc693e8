/** @file Tests for presence: a tensor that may be missing is asked whether it is there. */
import * as tf from '@tensorflow/tfjs-core'

export function conditional(x: tf.Tensor2D, mask?: tf.Tensor2D) {
  return mask ? tf.mul(x, mask) : tf.relu(x)
  //     ^ TSFX1101 static untyped
}

/** Plain JavaScript says that a tensor is optional by a default, by a comparison, or by a comment. */
export function byDefault(x: tf.Tensor2D, mask: tf.Tensor2D | null = null) {
  return mask ? tf.mul(x, mask) : tf.relu(x)
}

/**
 * @param {tf.Tensor2D} x
 * @param {tf.Tensor2D} [mask]
 */
export function byComment(x: tf.Tensor2D, mask?: tf.Tensor2D) {
  return mask ? tf.mul(x, mask) : tf.relu(x)
}

/** The trace gives no mask. */
export function absent(x: tf.Tensor2D, none?: tf.Tensor2D | null) {
  return none ? tf.mul(x, none) : tf.relu(x)
}

export function notUndefined(x: tf.Tensor2D, mask?: tf.Tensor2D) {
  if (mask !== undefined) return tf.mul(x, mask)
  return tf.relu(x)
}

export function looselyNull(x: tf.Tensor2D, mask: tf.Tensor2D | null) {
  if (mask == null) return tf.relu(x)
  return tf.mul(x, mask)
}

export function undefinedOnTheLeft(x: tf.Tensor2D, none?: tf.Tensor2D | null) {
  return undefined === none || null === none ? tf.relu(x) : tf.mul(x, none)
}

export function typeOf(x: tf.Tensor2D, mask?: tf.Tensor2D) {
  return typeof mask === 'undefined' ? x : tf.mul(x, mask)
}

export function instanceOf(x: tf.Tensor2D, mask?: tf.Tensor2D | number) {
  return mask instanceof tf.Tensor ? tf.mul(x, mask) : tf.relu(x)
}

export function and(x: tf.Tensor2D, mask?: tf.Tensor2D) {
  const masked = mask && tf.mul(x, mask)
  //             ^ TSFX1101 static untyped
  return tf.relu(masked ?? x)
}

export function not(x: tf.Tensor2D, none?: tf.Tensor2D | null) {
  if (!none) return tf.relu(x)
  return tf.mul(x, none)
}

export function nullish(x: tf.Tensor2D, none?: tf.Tensor2D | null) {
  let y = none ?? tf.relu(x)
  y ??= x
  return tf.mul(y, 2)
}

export function optionalMethod(x: tf.Tensor2D, mask?: tf.Tensor2D) {
  const copy = mask?.clone()
  return copy === undefined ? tf.relu(x) : tf.mul(x, copy)
}

export function filtered(x: tf.Tensor2D, mask?: tf.Tensor2D, none?: tf.Tensor2D | null) {
  const given = [mask, none].filter((t) => t !== undefined && t !== null)
  return given.reduce<tf.Tensor>((sum, t) => tf.add(sum, t), tf.relu(x))
}

export function filteredByBoolean(x: tf.Tensor2D, mask?: tf.Tensor2D, none?: tf.Tensor2D | null) {
  const [first] = [none, mask].filter(Boolean)
  return first ? tf.mul(x, first) : tf.relu(x)
}

/** A field that holds a bias, or null: the type of a field is a test of presence. */
export class OptionalWeight {
  readonly bias: tf.Variable | null
  readonly scale: tf.Variable | null = null

  constructor(hasBias = true) {
    this.bias = hasBias ? tf.variable(tf.ones([1, 4])) : null
  }

  forward(x: tf.Tensor2D) {
    const shifted = this.bias ? tf.add(x, this.bias) : x
    return this.scale ? tf.mul(shifted, this.scale) : tf.relu(shifted)
  }
}

export function optionalPartOfRecord(inputs: {
  left: tf.Tensor2D
  right?: tf.Tensor2D
  extra?: tf.Tensor2D
}) {
  const { left, right, extra } = inputs
  const sum = right ? tf.add(left, right) : left
  //          ^ TSFX1101 static untyped
  return extra ? tf.mul(sum, extra) : tf.relu(sum)
  //     ^ TSFX1101 static untyped
}

/** A part of a record is tested and used; so is one that a helper is not given. */
function attend(query: tf.Tensor2D, options: { mask?: tf.Tensor2D | null } = {}) {
  const scores = tf.softmax(query)
  return options.mask ? tf.mul(scores, options.mask) : scores
}

export function optionalOfHelper(x: tf.Tensor2D, mask?: tf.Tensor2D) {
  return tf.add(attend(x), attend(x, { mask: mask ?? null }))
}
