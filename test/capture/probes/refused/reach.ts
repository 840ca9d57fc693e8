// @ts-nocheck -- TypeScript refuses much of this itself; the probes ask what tsfx says.
// biome-ignore-all lint: each function does what must be refused.
/** @file Hazards that are not in forward itself, but in what it calls. */
import * as tf from '@tensorflow/tfjs-core'
import { frozenPeak, Gate, gated } from './reachedFile.ts'

function branch(t: tf.Tensor2D) {
  if (t) return tf.relu(t)
  //  ^ TSFX1101 static
  return t
}

export function helperOfTheFile(x: tf.Tensor2D) {
  return tf.mul(branch(x), x)
}

function inner(t: tf.Tensor2D) {
  const deeper = (u: tf.Tensor2D) => tf.mul(u, u.dataSync()[0])
  //                                             ^ TSFX1104 static
  return deeper(t)
}

export function nestedHelper(x: tf.Tensor2D) {
  return tf.relu(inner(tf.relu(x)))
}

export function helperOfAnotherFile(x: tf.Tensor2D) {
  return gated(tf.relu(x))
}

export function readInAnotherFile(x: tf.Tensor2D) {
  return tf.div(x, frozenPeak(x))
}

export class ModuleOfAnotherFile {
  gate = new Gate()

  forward(x: tf.Tensor2D) {
    return tf.relu(this.gate.forward(x))
  }
}

export function callbackOfMap(x: tf.Tensor2D, y: tf.Tensor2D) {
  const [a, b] = [x, y].map((t) => (t ? tf.relu(t) : t))
  //                                ^ TSFX1101 static
  return tf.add(a, b)
}

export function callbackOfReduce(x: tf.Tensor2D, y: tf.Tensor2D) {
  return [x, y].reduce((sum, t) => (sum > 0 ? tf.add(sum, t) : t))
  //                                ^ TSFX1108 static
}

export function callbackOfForEach(x: tf.Tensor2D, y: tf.Tensor2D) {
  let z = x
  ;[x, y].forEach((t) => {
    if (!t) z = tf.relu(t)
    //   ^ TSFX1101 static
  })
  return tf.add(z, y)
}

export function callbackOfTidy(x: tf.Tensor2D) {
  return tf.tidy(() => tf.mul(x, x.dataSync()[0]))
  //                               ^ TSFX1104 static
}

export class InGetter {
  weight = tf.variable(tf.ones([1, 4]))
  input: tf.Tensor2D | null = null

  get scaled() {
    return tf.relu(tf.mul(this.weight, 2)) ? this.weight : null
    //     ^ TSFX1101 static
  }

  forward(x: tf.Tensor2D) {
    return tf.mul(x, this.scaled)
  }
}

export class InPrivateMethod {
  #gate(t: tf.Tensor2D) {
    return t ? tf.relu(t) : t
    //     ^ TSFX1101 static
  }

  forward(x: tf.Tensor2D) {
    return this.#gate(tf.relu(x))
  }
}

export class InStaticMethod {
  static gate(t: tf.Tensor2D) {
    return t && tf.relu(t)
    //     ^ TSFX1101 static
  }

  forward(x: tf.Tensor2D) {
    return InStaticMethod.gate(tf.relu(x))
  }
}

export class InArrowField {
  gate = (t: tf.Tensor2D) => (t === 0 ? tf.relu(t) : t)
  //                          ^ TSFX1102 static

  forward(x: tf.Tensor2D) {
    return this.gate(tf.relu(x))
  }
}

class Base {
  forward(x: tf.Tensor2D) {
    return this.activate(x)
  }

  activate(t: tf.Tensor2D) {
    return tf.relu(t)
  }
}

export class InOverride extends Base {
  override activate(t: tf.Tensor2D) {
    return t > 0 ? tf.relu(t) : t
    //     ^ TSFX1108 static
  }
}

class Block {
  forward(t: tf.Tensor2D) {
    return tf.relu(t || tf.zeros([1]))
    //             ^ TSFX1101 static
  }
}

export class InListOfModules {
  blocks = [new Block(), new Block()]

  forward(x: tf.Tensor2D) {
    return this.blocks.reduce((h, block) => block.forward(h), x)
  }
}

const activations = {
  relu: (t: tf.Tensor2D) => tf.relu(t),
  leaky: (t: tf.Tensor2D) => (t < 0 ? tf.mul(t, 0.1) : t),
  //                          ^ TSFX1108 static
}

export class InRecordOfFunctions {
  name: 'relu' | 'leaky' = 'leaky'

  forward(x: tf.Tensor2D) {
    return activations[this.name](tf.relu(x))
  }
}

function makeGate(scale: number) {
  return (t: tf.Tensor2D) => (t ? tf.mul(t, scale) : t)
  //                          ^ TSFX1101 static
}

const gate = makeGate(2)

export function inClosure(x: tf.Tensor2D) {
  return gate(tf.relu(x))
}

function* halves(t: tf.Tensor2D) {
  if (t) yield tf.relu(t)
  //  ^ TSFX1101 static
  yield t
}

export function inGenerator(x: tf.Tensor2D) {
  let sum = x
  for (const half of halves(x)) sum = tf.add(sum, half)
  return sum
}

export function inDefaultParameter(x: tf.Tensor2D) {
  const scaled = (t: tf.Tensor2D, factor = t.dataSync()[0]) => tf.mul(t, factor)
  //                                         ^ TSFX1104 static
  return scaled(tf.relu(x))
}

export function inInvokedFunction(x: tf.Tensor2D) {
  return (() => {
    if (x) return tf.relu(x)
    //  ^ TSFX1101 static
    return x
  })()
}

class Scaled {
  value: tf.Tensor2D

  constructor(t: tf.Tensor2D) {
    this.value = t ? tf.relu(t) : t
    //           ^ TSFX1101 static
  }
}

export function inConstructor(x: tf.Tensor2D) {
  return tf.mul(new Scaled(x).value, x)
}

export function inRecursion(x: tf.Tensor2D) {
  const repeat = (t: tf.Tensor2D, depth: number): tf.Tensor2D => {
    if (depth === 0) return t
    return repeat(t && tf.relu(t), depth - 1)
    //            ^ TSFX1101 static
  }
  return repeat(x, 2)
}

export function throughAny(x: tf.Tensor2D) {
  const hidden: any = tf.relu(x)
  return hidden ? tf.relu(hidden) : x
  //     ^ TSFX1101 static
}

export function throughList(x: tf.Tensor2D, y: tf.Tensor2D) {
  const all = []
  all.push(x, y)
  for (const t of all) if (t) return tf.relu(t)
  //                       ^ TSFX1101 static
  return y
}

export function throughRecord(x: tf.Tensor2D) {
  const state = { features: tf.relu(x), depth: 2 }
  const { features, depth } = state
  if (depth > 1 && features) return tf.mul(features, x)
  //               ^ TSFX1101 static
  return x
}

export function recordOfInputs(inputs: { left: tf.Tensor2D; right: tf.Tensor2D }) {
  return inputs.left ? tf.relu(inputs.left) : inputs.right
  //     ^ TSFX1101 static
}
