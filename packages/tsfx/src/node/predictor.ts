/** @file A model that answers batches: the user's own in float, or what `tsfx quantize` wrote. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Tensor } from '@tensorflow/tfjs-core'
import { isTensor, type Tfjs } from '@tsfx/ops'
import type { CalibrationInput } from '@tsfx/quant'
import { batchDoesNotFit, notAnOutputFolder, severalOutputs } from '../diagnostics.generated.ts'
import { installHooks } from './installHooks.ts'
import type { LoadedModel } from './loadUserModel.ts'
import type { InputBatch } from './readData.ts'
import { useWasmBackend } from './useWasmBackend.ts'

/** The result of one batch, row-major. */
export interface Prediction {
  readonly data: Float32Array
  readonly shape: readonly number[]
}

export interface Predictor {
  /** What it computes in, for tables: `float (tfjs-wasm)`. */
  readonly label: string
  predict(batch: InputBatch): Prediction
}

/** Name of the file in an output folder that says how to run what is in it. */
export const REPORT = 'report.json'

/** What `run` and `eval` need to know of an output folder; `report.json` has more for people. */
export interface FolderReport {
  readonly generator: 'tsfx'
  /** The int8 module, relative to the folder. */
  readonly module: string
  /** forward's parameters in order. */
  readonly inputs: readonly string[]
  /** Whether some ops stayed in float, so that the module needs TensorFlow.js. */
  readonly floatIslands: boolean
}

/** Says whether a name on the command line is an output folder rather than a model. */
export const isFolder = (text: string): boolean => existsSync(text) && statSync(text).isDirectory()

/** Inputs of a batch in order of forward's parameters. */
export function inputsInOrder(
  batch: InputBatch,
  names: readonly string[] | null,
): readonly CalibrationInput[] {
  if (isInput(batch)) return [batch]
  if (Array.isArray(batch)) return batch
  const record = batch as Readonly<Record<string, CalibrationInput>>
  if (names === null) return Object.values(record)
  const missing = names.filter((name) => !(name in record))
  if (missing.length > 0)
    throw batchDoesNotFit({ missing: missing.join(', '), given: Object.keys(record).join(', ') })
  return names.map((name) => record[name] as CalibrationInput)
}

const isInput = (batch: InputBatch): batch is CalibrationInput =>
  isTensor(batch) || ('data' in batch && 'shape' in batch && !isTensor(batch.data))

function asPrediction(value: unknown): Prediction {
  if (isTensor(value)) return { data: Float32Array.from(value.dataSync()), shape: value.shape }
  if (
    typeof value === 'object' &&
    value !== null &&
    'data' in value &&
    value.data instanceof Float32Array &&
    'shape' in value
  ) {
    return value as Prediction
  }
  throw severalOutputs({
    what: Array.isArray(value)
      ? `a list of ${value.length}`
      : `a record of ${Object.keys(value ?? {}).join(', ')}`,
  })
}

/** The user's model, eagerly, in evaluation mode. */
export function floatPredictor({ model, tf }: LoadedModel): Predictor {
  if (typeof model === 'object' && 'eval' in model && typeof model.eval === 'function') model.eval()
  const forward = typeof model === 'function' ? model : model.forward.bind(model)
  return {
    label: `float (tfjs-${tf.getBackend()})`,
    predict(batch) {
      tf.engine().startScope()
      try {
        const inputs = inputsInOrder(batch, null)
        return asPrediction(forward(...inputs.map((input) => asTensor(tf, input))))
      } finally {
        tf.engine().endScope()
      }
    },
  }
}

const asTensor = (tf: Tfjs, input: CalibrationInput): Tensor =>
  isTensor(input) ? input : tf.tensor(Float32Array.from(input.data), [...input.shape], 'float32')

/** What an emitted module takes: a tensor as it is, or float32 data. */
const asFloatInput = (input: CalibrationInput) =>
  isTensor(input) ? input : { data: Float32Array.from(input.data), shape: input.shape }

/** @throws TSFX7014 when the folder holds no report of tsfx. */
export function readReport(folder: string): FolderReport {
  const path = join(folder, REPORT)
  const report = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Partial<FolderReport>) : {}
  if (report.generator !== 'tsfx' || typeof report.module !== 'string' || !Array.isArray(report.inputs)) {
    throw notAnOutputFolder({ folder })
  }
  return report as FolderReport
}

/** The int8 module of an output folder. @throws TSFX7014, or what its weights are refused for. */
export async function folderPredictor(folder: string): Promise<Predictor> {
  const report = readReport(folder)
  const tf = installHooks([resolve(folder)])
  if (report.floatIslands) await useWasmBackend(tf, resolve(folder))
  const module = (await import(pathToFileURL(resolve(folder, report.module)).href)) as {
    load(options: { tf?: Tfjs }): Promise<{ forward(...inputs: readonly unknown[]): unknown }>
  }
  const model = await module.load(report.floatIslands ? { tf } : {})
  return {
    label: 'int8 (tsfx scalar)',
    predict: (batch) => asPrediction(model.forward(...inputsInOrder(batch, report.inputs).map(asFloatInput))),
  }
}
