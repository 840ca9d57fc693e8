/** @file The first sample of calibration data, kept for a measurement: a module's data may be there only once. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { evaluateDim, type Graph } from '@tsfx/ir'
import { isTensor } from '@tsfx/ops'
import type { CalibrationInput, PlainTensor } from '@tsfx/quant'
import type { InputBatch } from './readData.ts'

/** Passes batches on, and gives the first one to `keep`. */
export async function* keepingFirst(
  batches: Iterable<InputBatch> | AsyncIterable<InputBatch>,
  keep: (first: InputBatch) => void,
): AsyncIterable<InputBatch> {
  let isFirst = true
  for await (const batch of batches) {
    if (isFirst) keep(batch)
    isFirst = false
    yield batch
  }
}

/**
 * A copy of the first `rows` rows, of all rows where the graph has a fixed number of them. The user's code may let go of its tensors when
 * it is asked for the next.
 */
export function copyRows(batch: InputBatch, rows: number, graph: Graph): InputBatch {
  const isOpen = graph.placeholders.every(({ type }) => {
    const dim = type?.kind === 'tensor' ? type.shape[0] : undefined
    return dim !== undefined && evaluateDim(dim, {}) === null
  })
  const most = isOpen ? rows : Number.POSITIVE_INFINITY
  const isOne = (value: unknown): value is CalibrationInput =>
    isTensor(value) ||
    (typeof value === 'object' && value !== null && ArrayBuffer.isView((value as PlainTensor).data))
  if (isOne(batch)) return copyInput(batch, most)
  if (Array.isArray(batch)) return batch.map((input: CalibrationInput) => copyInput(input, most))
  const entries = Object.entries(batch as Readonly<Record<string, CalibrationInput>>)
  return Object.fromEntries(entries.map(([name, input]) => [name, copyInput(input, most)]))
}

function copyInput(input: CalibrationInput, most: number): PlainTensor {
  const values = isTensor(input) ? (input as Tensor).dataSync() : input.data
  const [first = 1, ...rest] = input.shape
  if (input.shape.length === 0 || first <= most)
    return { data: Float32Array.from(values as ArrayLike<number>), shape: [...input.shape] }
  const size = rest.reduce((product, dim) => product * dim, 1)
  const data = Float32Array.from({ length: most * size }, (_, i) => values[i] as number)
  return { data, shape: [most, ...rest] }
}
