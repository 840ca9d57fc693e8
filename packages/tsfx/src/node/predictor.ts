/** @file A model that answers batches: the user's own in float, or what `tsfx quantize` wrote. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Tensor } from '@tensorflow/tfjs-core'
import { Graph, type InputTree, keysOfPath } from '@tsfx/ir'
import { interpret, isTensor, type Tfjs } from '@tsfx/ops'
import { findForward } from '@tsfx/tracer'
import { notAnOutputFolder, severalOutputs } from '../diagnostics.generated.ts'
import { importModule, inUserCodeSync } from './importModule.ts'
import { installHooks } from './installHooks.ts'
import type { LoadedModel } from './loadUserModel.ts'
import {
  asEmittedInput,
  asTensor,
  fillInputTree,
  inputsInOrder,
  type ModelInput,
  modelInputs,
} from './modelInputs.ts'
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
  /** Computes a batch and lets go of the result, whatever its form. */
  run(batch: InputBatch): void
  /** @throws TSFX7017 when the model returns more than one tensor. */
  predict(batch: InputBatch): Prediction
}

/** Name of the file in an output folder that says how to run what is in it. */
export const REPORT = 'report.json'

/** What `run` and `eval` need to know of an output folder; `report.json` has more for people. */
export interface FolderReport {
  readonly generator: 'tsfx'
  /** The int8 module, relative to the folder. */
  readonly module: string
  /** What the module's forward takes, in order. */
  readonly inputs: readonly ModelInput[]
  /** Whether some ops stayed in float, so that the module needs TensorFlow.js. */
  readonly floatIslands: boolean
}

/** Says whether a name on the command line is an output folder rather than a model. */
export const isFolder = (text: string): boolean => existsSync(text) && statSync(text).isDirectory()

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

/** How a float model is called: by the graph that was traced from it, or by the names of its parameters. */
export type FloatInputs = Graph | readonly ModelInput[]

/** What forward was traced with: tensors, and between them the constants and what was absent. */
function argumentsOfTrace({ meta }: Graph, tensors: ReadonlyMap<string, Tensor>): readonly unknown[] {
  const others = new Map(
    meta.guards.flatMap((guard) =>
      'parameter' in guard && keysOfPath(guard.path).length === 1
        ? [[guard.parameter, guard.kind === 'constant' ? guard.value : undefined] as const]
        : [],
    ),
  )
  const trees: readonly InputTree[] = Object.values(meta.inputs)
  const values = trees.map((tree) => fillInputTree(tree, tensors))
  return Array.from({ length: values.length + others.size }, (_, i) =>
    others.has(i) ? others.get(i) : values.shift(),
  )
}

/** The user's model, eagerly, in evaluation mode. */
export function floatPredictor({ file, model, tf }: LoadedModel, inputs: FloatInputs): Predictor {
  if (typeof model === 'object' && 'eval' in model && typeof model.eval === 'function') model.eval()
  const { run } = findForward(model)
  const flat = inputs instanceof Graph ? modelInputs(inputs) : inputs
  const argumentsOf =
    inputs instanceof Graph
      ? (tensors: ReadonlyMap<string, Tensor>) => argumentsOfTrace(inputs, tensors)
      : (tensors: ReadonlyMap<string, Tensor>) => flat.map(({ name }) => tensors.get(name))
  const call = <T>(batch: InputBatch, use: (result: unknown) => T): T => {
    const given = inputsInOrder(batch, flat)
    return inScope(tf, () => {
      const tensors = new Map(
        flat.flatMap(({ name, dtype }, i) => (given[i] ? [[name, asTensor(tf, given[i], dtype)]] : [])),
      )
      return use(inUserCodeSync(file, () => run(argumentsOf(tensors))))
    })
  }
  return {
    label: `float (tfjs-${tf.getBackend()})`,
    run: (batch) => call(batch, () => undefined),
    predict: (batch) => call(batch, asPrediction),
  }
}

/** A traced float graph, interpreted node by node. */
export function graphPredictor(tf: Tfjs, graph: Graph): Predictor {
  const inputs = modelInputs(graph)
  const call = <T>(batch: InputBatch, use: (result: unknown) => T): T => {
    const given = inputsInOrder(batch, inputs)
    return inScope(tf, () => {
      const tensors = inputs.map(({ name, dtype }, i) => [name, asTensor(tf, given[i]!, dtype)] as const)
      return use(interpret(graph, Object.fromEntries(tensors), { tf }))
    })
  }
  return {
    label: `float, interpreted (tfjs-${tf.getBackend()})`,
    run: (batch) => call(batch, () => undefined),
    predict: (batch) => call(batch, asPrediction),
  }
}

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
  const { load } = (await importModule(resolve(folder, report.module))) as {
    load(options: { tf?: Tfjs }): Promise<{ forward(...inputs: readonly unknown[]): unknown }>
  }
  const model = await load(report.floatIslands ? { tf } : {})
  const forward = <T>(batch: InputBatch, use: (result: unknown) => T): T => {
    const given = inputsInOrder(batch, report.inputs)
    // An op that stayed in float takes a tensor of TensorFlow.js, and so does a module that begins with one.
    const take = report.floatIslands ? (...from: FromData) => asTensor(tf, ...from) : asEmittedInput
    return use(model.forward(...given.map((input, i) => take(input!, report.inputs[i]!.dtype))))
  }
  const call = <T>(batch: InputBatch, use: (result: unknown) => T): T =>
    report.floatIslands ? inScope(tf, () => forward(batch, use)) : forward(batch, use)
  return {
    label: 'int8 (tsfx scalar)',
    run: (batch) => call(batch, () => undefined),
    predict: (batch) => call(batch, asPrediction),
  }
}

type FromData = Parameters<typeof asEmittedInput>

/** Lets go of every tensor that `run` makes. */
function inScope<T>(tf: Tfjs, run: () => T): T {
  tf.engine().startScope()
  try {
    return run()
  } finally {
    tf.engine().endScope()
  }
}
