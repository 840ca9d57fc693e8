/**
 * @file Data named on the command line: a `.npy` or `.safetensors` file whose first axis counts rows, or a module whose
 * default export is an iterable or async iterable of inputs.
 */
import { existsSync, readFileSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import type { CalibrationSample } from '@tsfx/quant'
import { readSafetensors } from '@tsfx/runtime'
import { badDataModule, missingFile, unequalRows, unknownDataFile } from '../diagnostics.generated.ts'
import { importModule, inUserCode } from './importModule.ts'
import { type NumericArray, readNpy } from './readNpy.ts'

/** One batch of inputs: a tensor, a list in order, or a record by name; from a file, or as the user's iterable gave it. */
export type InputBatch = CalibrationSample

export interface DataSource {
  /** Number of rows, or null when only iterating tells. */
  readonly rows: number | null
  /** Arrays by input name; empty for a module. A `.npy` has the one name ''. */
  readonly arrays: Readonly<Record<string, NumericArray>>
  /** Inputs in batches of at most `size` rows; a module's own batches are passed on as they are. */
  batches(size: number): AsyncIterable<InputBatch> | Iterable<InputBatch>
}

/**
 * Opens a data file or module.
 * @throws TSFX7005 when it is missing, TSFX7008 for an unknown kind, TSFX7009 when a module's default export cannot be iterated.
 */
export async function readData(file: string): Promise<DataSource> {
  const path = resolve(file)
  if (!existsSync(path)) throw missingFile({ file: path })
  switch (extname(path)) {
    case '.npy':
      return arraySource({ '': readNpy(readFileSync(path), path) }, path)
    case '.safetensors':
      return arraySource(safetensorsArrays(path), path)
    case '.ts':
    case '.mts':
    case '.js':
    case '.mjs':
      return fromModule(path)
    default:
      throw unknownDataFile({ file: path })
  }
}

function safetensorsArrays(path: string): Record<string, NumericArray> {
  const { tensors } = readSafetensors(readFileSync(path))
  return Object.fromEntries(
    Array.from(tensors, ([name, { data, shape, dtype }]) => [
      name,
      { data: data as NumericArray['data'], shape, dtype },
    ]),
  )
}

/**
 * Arrays in memory as data: one per input by name, or one under ''.
 * @throws TSFX7012 when their numbers of rows differ.
 */
export function arraySource(arrays: Readonly<Record<string, NumericArray>>, file: string): DataSource {
  const counts = Object.values(arrays).map((array) => array.shape[0] ?? 0)
  const rows = counts[0] ?? 0
  if (counts.some((count) => count !== rows)) throw unequalRows({ file, rows: counts.join(', ') })
  return {
    rows,
    arrays,
    *batches(size) {
      for (let start = 0; start < rows; start += size) {
        const slices = Object.entries(arrays).map(
          ([name, array]) => [name, sliceRows(array, start, Math.min(size, rows - start))] as const,
        )
        yield arrays[''] ? slices[0]![1] : Object.fromEntries(slices)
      }
    },
  }
}

/** Rows as they are stored; they are cast where it is known which input they are for. */
function sliceRows({ data, shape }: NumericArray, start: number, count: number) {
  const rowSize = shape.slice(1).reduce((product, dim) => product * dim, 1)
  const rows = data.subarray(start * rowSize, (start + count) * rowSize)
  return { data: rows, shape: [count, ...shape.slice(1)] }
}

async function fromModule(path: string): Promise<DataSource> {
  const { default: value } = await importModule(path)
  const iterable = typeof value === 'function' ? await inUserCode<unknown>(path, () => value()) : value
  if (!isIterable(iterable)) throw badDataModule({ file: path })
  return { rows: null, arrays: {}, batches: () => inUserCodeEach(path, iterable) }
}

/** Passes items on; what the user's iterable throws is reported with its file and the number of the sample. */
async function* inUserCodeEach(path: string, iterable: Iterable<InputBatch> | AsyncIterable<InputBatch>) {
  const iterator =
    Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]()
  for (let sample = 0; ; sample++) {
    const { done, value } = await inUserCode(`${path} (sample ${sample})`, () => iterator.next())
    if (done) return
    yield value as InputBatch
  }
}

const isIterable = (value: unknown): value is Iterable<InputBatch> | AsyncIterable<InputBatch> =>
  typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
