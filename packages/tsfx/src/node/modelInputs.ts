/** @file The inputs of a model, and batches of data brought into their order and dtype. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Graph, InputTree } from '@tsfx/ir'
import { isTensor, type Tfjs } from '@tsfx/ops'
import type { CalibrationInput } from '@tsfx/quant'
import { batchDoesNotFit } from '../diagnostics.generated.ts'
import type { InputBatch } from './readData.ts'

/** One tensor that a model takes. */
export interface ModelInput {
  /** Its parameter of forward, or its path inside of one: `x`, `pair.0`. */
  readonly name: string
  readonly dtype: string
  /** Whether forward may be called without it. */
  readonly optional?: boolean
}

/** The tensors a graph takes, in order. */
export const modelInputs = (graph: Graph): readonly ModelInput[] =>
  graph.placeholders.map(({ target, type }) => ({
    name: target,
    dtype: type?.kind === 'tensor' ? type.dtype : 'float32',
  }))

/**
 * The tensors of a batch in the order of `inputs`. A single tensor, a list, or a record by name; optional ones may be missing.
 * @throws TSFX7018 when the batch has other inputs than the model.
 */
export function inputsInOrder(
  batch: InputBatch,
  inputs: readonly ModelInput[],
): readonly (CalibrationInput | undefined)[] {
  const names = inputs.map(({ name }) => name)
  const required = inputs.filter(({ optional }) => !optional).map(({ name }) => name)
  const fits = (count: number) => count >= required.length && count <= names.length
  const refuse = (given: string) => batchDoesNotFit({ expected: names.join(', '), given })
  if (isInput(batch)) {
    if (!fits(1)) throw refuse('one tensor without a name')
    return [batch]
  }
  if (Array.isArray(batch)) {
    if (!fits(batch.length)) throw refuse(`a list of ${batch.length}`)
    return batch
  }
  const record = batch as Readonly<Record<string, CalibrationInput>>
  const given = Object.keys(record)
  const isKnown = given.every((name) => names.includes(name))
  if (!isKnown || !required.every((name) => name in record)) throw refuse(given.join(', '))
  return names.map((name) => record[name])
}

const isInput = (batch: InputBatch): batch is CalibrationInput =>
  isTensor(batch) || ('data' in batch && 'shape' in batch && !isTensor(batch.data))

/** A tensor of the dtype that the input has. */
export const asTensor = (tf: Tfjs, input: CalibrationInput, dtype: string): Tensor =>
  isTensor(input)
    ? input
    : tf.tensor(asDType(input.data, dtype), [...input.shape], dtype as 'float32' | 'int32' | 'bool')

/** What an emitted module takes: a tensor as it is, float32 data, or data that says its dtype. */
export function asEmittedInput(input: CalibrationInput, dtype: string) {
  if (isTensor(input)) return input
  const data = asDType(input.data, dtype)
  return dtype === 'float32'
    ? { data, shape: input.shape }
    : { shape: input.shape, dtype, dataSync: () => data }
}

function asDType(data: ArrayLike<number>, dtype: string): Float32Array | Int32Array | Uint8Array {
  if (dtype === 'float32') return Float32Array.from(data)
  return dtype === 'bool' ? Uint8Array.from(data) : Int32Array.from(data)
}

/** Puts tensors into the nested lists and records that forward's parameters are. */
export function fillInputTree(tree: InputTree, tensors: ReadonlyMap<string, Tensor>): unknown {
  if (typeof tree === 'string') return tensors.get(tree)
  if (Array.isArray(tree)) return tree.map((item: InputTree) => fillInputTree(item, tensors))
  return Object.fromEntries(
    Object.entries(tree).map(([key, item]) => [key, fillInputTree(item as InputTree, tensors)]),
  )
}
