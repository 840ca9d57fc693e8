/**
 * @file Every sample call of the op registry, as a user writes it: traced, it is one node of the op; interpreted, it gives the bits of
 * the call. Calls that are captured in parts give the bits of the call too.
 */
import '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import type { Graph } from '@tsfx/ir'
import { decompositionOf, eachTensor, interpret, type Value } from '@tsfx/ops'
import {
  decompositionSamples,
  eagerDecomposition,
  mapSampleInput,
  opSamples,
  type SampleInput,
  sampleTensor,
  typeOfSample,
} from '@tsfx/ops/samples'
import { type InputSpec, type InputSpecs, trace } from '@tsfx/tracer'
import { describe, expect, it } from 'vitest'

type Forward = (...inputs: readonly tf.Tensor[]) => unknown

/** A complex tensor is no input of a graph, but its two parts are. */
const isComplex = (input: SampleInput): boolean =>
  !Array.isArray(input) && 'dtype' in input && input.dtype === 'complex64'

/** The samples' tensors, and `forward` as a function of them, of which complex ones are given in two parts. */
function prepare(inputs: Readonly<Record<string, SampleInput>>, forward: Forward) {
  const specs: Record<string, InputSpec> = {}
  const values: Record<string, tf.Tensor> = {}
  const add = (name: string, tensor: tf.Tensor): void => {
    specs[name] = { shape: tensor.shape, dtype: tensor.dtype as 'float32' }
    values[name] = tensor
  }
  const kinds = Object.entries(inputs).flatMap(([name, input], i) =>
    [
      mapSampleInput(input, (tensor, j) => ({
        tensor,
        seed: Array.isArray(input) && typeof input[0] !== 'number' ? j : i,
      })),
    ]
      .flat()
      .map(({ tensor, seed }, j) => {
        const value = sampleTensor(tf, tensor, seed)
        const key = `${name}${j}`
        if (!isComplex(tensor)) add(key, value)
        else {
          add(`${key}Real`, tf.real(value))
          add(`${key}Imag`, tf.imag(value))
        }
        return typeOfSample(tensor).dtype
      }),
  )
  const joined = (...given: readonly tf.Tensor[]): unknown => {
    const left = [...given]
    return forward(
      ...kinds.map((dtype) =>
        dtype === 'complex64' ? tf.complex(left.shift()!, left.shift()!) : left.shift()!,
      ),
    )
  }
  return { specs: specs as InputSpecs, values, joined }
}

const bits = (value: unknown): unknown[] => {
  const found: unknown[] = []
  eachTensor(value as Value, (tensor) => found.push([tensor.shape, tensor.dtype, tensor.dataSync()]))
  return found
}

const calls = (graph: Graph): readonly string[] =>
  graph.nodes.filter(({ kind }) => kind === 'call_function').map(({ target }) => target)

/** Traces the call, and holds the interpreted graph to it. */
function tracedCall(inputs: Readonly<Record<string, SampleInput>>, forward: Forward): readonly string[] {
  const { specs, values, joined } = prepare(inputs, forward)
  const graph = trace(joined, specs, { verify: false, lookup: null })
  expect(bits(interpret(graph, values, { tf }))).toEqual(bits(joined(...Object.values(values))))
  return calls(graph)
}

describe('a call is traced as the op it is a sample of', () => {
  it.each(opSamples)('$op of $inputs with $attrs', ({ op, inputs, eager }) => {
    const found = tracedCall(inputs, (...given) => eager(tf, ...given))
    expect(found.filter((target) => target !== 'complex' || op === 'complex')).toEqual([op])
  })
})

describe('a call is traced as its parts', () => {
  it.each(decompositionSamples)('$from of $inputs', ({ from, inputs, args }) => {
    const found = tracedCall(inputs, (...given) => eagerDecomposition(tf, from, args(given, tf)))
    const { into } = decompositionOf(from)!
    if (from !== 'tf.multiRNNCell') expect(found.filter((target) => !into.includes(target))).toEqual([])
  })
})
