import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Module } from '@tsfx/nn'
import { emit, printGraph, trace } from 'tsfx'

export class Gate extends Module {
  forward(x: tf.Tensor2D): tf.Tensor2D {
    return tf.mul(x, tf.sigmoid(x))
  }
}

class Net extends Module {
  gate = new Gate()
  forward(x: tf.Tensor2D): tf.Tensor {
    return tf.relu(this.gate.forward(x))
  }
}

const isLeaf = (module: object) => module instanceof Gate && { module: './gates.ts', export: 'Gate' }
const graph = trace(new Net(), { x: [null, 4] }, { isLeaf })
console.log(printGraph(graph, { places: false }))
console.log(String(emit(graph, { name: 'net' })['net.fx.ts']).match(/import .*gates.*/)?.[0])
