/**
 * @file Every sample call of the op registry, as a user writes it: traced, it is one node of the op; interpreted, it gives the bits of
 * the call. Calls that are captured in parts give the bits of the call too.
 */
import '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import type { Graph } from '@tsfx/ir'
import { eachTensor, interpret, type Value } from '@tsfx/ops'
import {
  compositionSamples,
  eagerComposition,
  opSamples,
  type SampleInput,
  sampleInputs,
} from '@tsfx/ops/samples'
import { compositionOf } from '@tsfx/ops/tracing'
import { type InputSpec, type InputSpecs, trace } from '@tsfx/tracer'
import { describe, expect, it } from 'vitest'

type Forward = (...inputs: readonly tf.Tensor[]) => unknown

/** One tensor of a sample: given as it is, in two parts since no input of a graph is complex, or kept out since none is empty. */
type Operand = { readonly kind: 'input' | 'parts' } | { readonly kind: 'empty'; readonly tensor: tf.Tensor }

/** The inputs of a trace by name, their tensors, and `forward` as a function of those. */
function prepare(inputs: Readonly<Record<string, SampleInput>>, forward: Forward) {
  const specs: Record<string, InputSpec> = {}
  const values: Record<string, tf.Tensor> = {}
  const add = (name: string, tensor: tf.Tensor): void => {
    specs[name] = { shape: tensor.shape, dtype: tensor.dtype as 'float32' }
    values[name] = tensor
  }
  const tensors = sampleInputs(tf, { op: '', inputs, eager: () => [] })
  const operands = Object.entries(tensors).flatMap(([name, given]) =>
    ([given].flat() as tf.Tensor[]).map((tensor, i): Operand => {
      if (tensor.size === 0) return { kind: 'empty', tensor }
      if (tensor.dtype !== 'complex64') {
        add(`${name}${i}`, tensor)
        return { kind: 'input' }
      }
      add(`${name}${i}Real`, tf.real(tensor))
      add(`${name}${i}Imag`, tf.imag(tensor))
      return { kind: 'parts' }
    }),
  )
  const joined = (...given: readonly tf.Tensor[]): unknown => {
    const left = given[Symbol.iterator]()
    const next = (): tf.Tensor => left.next().value as tf.Tensor
    const whole = operands.map((operand) =>
      operand.kind === 'empty'
        ? operand.tensor
        : operand.kind === 'input'
          ? next()
          : tf.complex(next(), next()),
    )
    return forward(...whole)
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
  const graph = trace(joined, specs, { verify: false, lookup: null, training: true })
  expect(bits(interpret(graph, values, { tf }))).toEqual(bits(joined(...Object.values(values))))
  return calls(graph)
}

describe('a call is traced as the op it is a sample of', () => {
  // A call without a tensor is a constant of the graph; where it follows a size, sizedConstants.test.ts traces it.
  const called = opSamples.filter(({ inputs }) => Object.keys(inputs).length > 0)

  it.each(called)('$op of $inputs with $attrs', ({ op, inputs, eager }) => {
    const found = tracedCall(inputs, (...given) => eager(tf, ...given))
    expect(found.filter((target) => target !== 'complex' || op === 'complex')).toEqual([op])
  })
})

describe('a call is traced as its parts', () => {
  it.each(compositionSamples)('$from of $inputs', ({ from, inputs, args }) => {
    const found = tracedCall(inputs, (...given) => eagerComposition(tf, from, args(given, tf)))
    const { into } = compositionOf(from)!
    if (from !== 'tf.multiRNNCell') expect(found.filter((target) => !into.includes(target))).toEqual([])
  })
})
