import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { interpret, printGuard, trace } from 'tsfx'

/** Sums neighbours, and so needs two rows at least. */
function neighbours(x: tf.Tensor2D, options: { scale: number }, offset?: tf.Tensor): tf.Tensor {
  const rows = x.shape[0]
  if (rows < 2) return tf.mul(x, options.scale)
  const sums = tf.add(tf.slice(x, [1, 0], [rows - 1, -1]), tf.slice(x, [0, 0], [rows - 1, -1]))
  return tf.mul(offset ? tf.add(sums, offset) : sums, options.scale)
}

const inputs = { x: ['rows', 3], options: { scale: 0.5 }, offset: undefined }
const graph = trace(neighbours, inputs, { smallest: { rows: 2 } })
for (const guard of graph.meta.guards) console.log(printGuard(guard))

try {
  interpret(graph, { x: tf.ones([1, 3]) })
} catch (error) {
  console.log(String(error).split('\n')[0])
}
