import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Linear, Module } from '@tsfx/nn'
import { printGraph, trace } from 'tsfx'

class Attention extends Module {
  qkv = new Linear({ inFeatures: 8, outFeatures: 24 })

  forward(x: tf.Tensor3D, mask: tf.Tensor2D | null): tf.Tensor {
    const [batch, time, channels] = x.shape
    const rows = this.qkv.forward(tf.reshape(x, [batch * time, channels]))
    const [query, key, value] = tf.split(rows, 3, 1).map((part) => tf.reshape(part, [batch, time, channels]))
    const scores = tf.matMul(query!, key!, false, true)
    // Without a mask every place sees every other.
    const weights = tf.softmax(mask ? tf.add(scores, mask) : scores)
    return tf.matMul(weights, value!)
  }
}

const graph = trace(new Attention(), { x: ['batch', 'time', 8], mask: null })
console.log(printGraph(graph, { places: false }))
