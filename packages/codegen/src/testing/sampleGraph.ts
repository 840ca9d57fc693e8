/** @file One graph with every sample call of `@tsfx/ops`, so that one table of calls serves the laws of all rooms. */
import * as tf from '@tensorflow/tfjs-core'
import { type Arg, type Graph, multiplyDims, type TensorType } from '@tsfx/ir'
import { mapSampleInput, type OpSample, opSamples, sampleInputs, typeOfSample } from '@tsfx/ops/samples'
import { batch, buildGraph, type GraphBuilder } from './graphBuilder.ts'

type Tensors = Readonly<Record<string, tf.Tensor>>

export interface SampleGraph {
  readonly graph: Graph
  /** The tensors of all inputs, by placeholder. */
  readonly inputs: Tensors
  /** The same as arguments of the emitted forward. */
  readonly call: readonly unknown[]
}

/** One tensor of a sample. */
interface Operand {
  readonly path: string
  readonly type: TensorType
  readonly tensor: tf.Tensor
  /** Whether it is an input of the module; the others are weights. */
  readonly isInput: boolean
}

interface PlannedSample {
  readonly name: string
  readonly sample: OpSample
  readonly operands: Readonly<Record<string, Operand | readonly Operand[]>>
}

/** The first input of a sample, and what is not float32, comes from outside. */
function plan(sample: OpSample, at: number): PlannedSample {
  const name = `${sample.op.replace('.', '_')}_${at}`
  const tensors = sampleInputs(tf, sample)
  const operands = Object.entries(sample.inputs).map(([input, spec], i) => [
    input,
    mapSampleInput(spec, (item, j): Operand => {
      const type = typeOfSample(item)
      const tensor = ([tensors[input]].flat() as tf.Tensor[])[j]!
      return { path: `${name}.${input}${j}`, type, tensor, isInput: i === 0 || type.dtype !== 'float32' }
    }),
  ])
  return { name, sample, operands: Object.fromEntries(operands) }
}

/** `value` of each tensor that comes from outside. */
const mapOutside = <T>({ operands }: PlannedSample, value: (operand: Operand) => T): readonly T[] =>
  (Object.values(operands).flat() as Operand[]).filter(({ isInput }) => isInput).map(value)

const refOf =
  (g: GraphBuilder) =>
  ({ path, type, tensor, isInput }: Operand): Arg =>
    isInput
      ? g.input(path, type.shape, type.dtype)
      : g.param(path, type.shape as readonly number[], { data: tensor.dataSync() as Float32Array })

function addCall(g: GraphBuilder, { name, sample, operands }: PlannedSample): Arg {
  const refs = Object.entries(operands).map(([input, operand]) => [
    input,
    Array.isArray(operand) ? operand.map(refOf(g)) : refOf(g)(operand as Operand),
  ])
  return g.call(sample.op, { ...Object.fromEntries(refs), ...sample.attrs }, { name })
}

/** The calls, and some whose attributes have a named dim. */
export function sampleGraph(): SampleGraph {
  const samples = opSamples.map(plan)
  const called = samples.filter(({ operands }) => Object.keys(operands).length > 0)
  const m = tf.ones([2, 8])
  const graph = buildGraph(
    (g) => {
      const results: Record<string, Arg> = {}
      for (const planned of samples) results[planned.name] = addCall(g, planned)
      const x = g.input('m', [batch, 8])
      results.flattened = g.call('flatten', { x, rows: batch })
      results.reshaped = g.call('reshape', { x, shape: [multiplyDims(2, batch), 4] })
      g.output(results)
    },
    { inputs: { samples: called.map((planned) => mapOutside(planned, ({ path }) => path)), m: 'm' } },
  )
  const inputs = samples.flatMap((planned) =>
    mapOutside(planned, ({ path, tensor }) => [path, tensor] as const),
  )
  return {
    graph,
    inputs: { ...Object.fromEntries(inputs), m },
    call: [called.map((planned) => mapOutside(planned, ({ tensor }) => tensor)), m],
  }
}
