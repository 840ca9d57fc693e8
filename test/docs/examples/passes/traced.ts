import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { manualSeed } from '@tsfx/nn'
import { trace } from 'tsfx'
import { Net } from './net.ts'

manualSeed(1)
export const graph = trace(new Net(), { image: [null, 8, 8, 1] })
export const inputs = { image: tf.randomUniform([2, 8, 8, 1], -1, 1, 'float32', 1) }
