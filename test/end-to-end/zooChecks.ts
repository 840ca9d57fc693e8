/** @file What is asked of each model of the zoo, small or full: the graph, its interpretation and the emitted module against eager. */
import * as tf from '@tensorflow/tfjs-core'
import { type DimBindings, type Graph, printType } from '@tsfx/ir'
import { type Module, RandomGenerator } from '@tsfx/nn'
import type { Outputs, Predictor, ZooInput } from './zooModels.ts'

export interface EmittedModule {
  load(): Promise<Predictor>
}

/** Moves every parameter and buffer off its first value, so that no batch norm is the identity; variances stay positive. */
export function randomise(model: Module, seed: number): void {
  const random = new RandomGenerator(seed)
  for (const [path, variable] of model.namedVariables()) {
    if (variable.rank !== 1) continue
    const values = Float32Array.from({ length: variable.size }, () => random.uniform() - 0.5)
    const around = /gamma$|variance$/.test(path) ? 1 : 0
    tf.tidy(() => variable.assign(tf.add(tf.tensor1d(values), around)))
  }
}

/** Inputs of the shapes given, by name, with `sizes` for named dims. */
export function makeInputs(input: ZooInput, sizes: DimBindings, seed: number): Record<string, tf.Tensor> {
  const random = new RandomGenerator(seed)
  return Object.fromEntries(
    Object.entries(input).map(([name, shape]) => {
      const dims = shape.map((dim) => (typeof dim === 'number' ? dim : sizes[dim]!))
      const size = dims.reduce((product, dim) => product * dim, 1)
      const values = Float32Array.from({ length: size }, () => 2 * random.uniform() - 1)
      return [name, tf.tensor(values, dims)]
    }),
  )
}

/** The tensors of a result, by name. */
const namedTensors = (outputs: Outputs): [string, tf.Tensor][] =>
  Object.entries(outputs instanceof tf.Tensor ? { output: outputs } : outputs)

/** The outputs as bits: equal numbers that differ in sign or are NaN differ here. */
export function bitsOf(outputs: Outputs): Readonly<Record<string, readonly unknown[]>> {
  return Object.fromEntries(
    namedTensors(outputs).map(([name, tensor]) => {
      const bytes = tensor.dataSync().slice().buffer
      return [name, [tensor.shape, Buffer.from(bytes).toString('base64')]]
    }),
  )
}

/** Calls `model` that many times, and frees what it returns. */
export function callOften(model: Predictor, inputs: readonly tf.Tensor[], times: number): void {
  for (let i = 0; i < times; i++)
    for (const [, tensor] of namedTensors(model.forward(...inputs))) tensor.dispose()
}

/** The calls of a graph with the types of their results, in order. */
export const callsOf = (graph: Graph): readonly string[] =>
  graph.nodes
    .filter((node) => node.kind === 'call_function')
    .map((node) => `${node.target} ${node.type ? printType(node.type) : ''}`)
