/** @file Traces the models and says what came out, in a page as in Node. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs'
import { emit, graphToJson, trace } from 'tsfx'
import { Net } from './model.ts'

export interface Traced {
  readonly nodes: unknown
  readonly params: unknown
  readonly code: string
}

const weight = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2])
/** By the union package, whose chained methods call copies of the ops of their own. */
const chained = (x: tf.Tensor2D): tf.Tensor => x.matMul(weight).add(1).relu().softmax()

function described(model: unknown, inputs: Parameters<typeof trace>[1], name: string): Traced {
  const graph = trace(model, inputs, { lookup: null, name })
  const { nodes, params } = graphToJson(graph) as {
    readonly nodes: readonly object[]
    readonly params: unknown
  }
  return {
    // A bundle cannot tell the user's places.
    nodes: nodes.map((node) => ({ ...node, loc: null })),
    params,
    // The first line names the file.
    code: (emit(graph, { name: 'net' })['net.fx.ts'] as string).replace(/^.*\n/, ''),
  }
}

/** What the traces gave, by model. */
export async function traced(): Promise<Readonly<Record<string, Traced>>> {
  await tf.setBackend('cpu')
  return {
    net: described(new Net(), { x: [null, 8, 8, 3] }, 'Net'),
    chained: described(chained, { x: [null, 3] }, 'Chained'),
  }
}
