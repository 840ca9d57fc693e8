/** @file One case from its model to emitted code in float and int8, and what the code answers: all of it seeded. */
import * as tf from '@tensorflow/tfjs-core'
import { evaluateDim } from '@tsfx/ir'
import { manualSeed, RandomGenerator } from '@tsfx/nn'
import { createSourceLookup } from '@tsfx/source'
import { calibrate, convert, type EmittedFiles, emit, fuse, type Graph, prepare, trace } from 'tsfx'
import { importEmitted } from '../../packages/codegen/src/testing/emittedModule.ts'
import { randomise } from '../end-to-end/zooChecks.ts'
import type { EmittedCase } from './emittedCases.ts'

export const SEEDS = { weights: 7, offsets: 11, calibration: [19, 23], input: 29 }

export interface CaseCode {
  readonly float: EmittedFiles
  readonly int8: EmittedFiles
  /** The inputs of the evaluation, by path among forward's parameters. */
  readonly inputs: Readonly<Record<string, tf.Tensor>>
}

/** A tensor of a result, flat. */
export interface Answer {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** Traces the model as a user would, and quantizes it. */
export async function emitCase({ make, inputs, sizes, bounds }: EmittedCase): Promise<CaseCode> {
  manualSeed(SEEDS.weights)
  const model = make().eval()
  randomise(model, SEEDS.offsets)
  const traced = trace(model, inputs, { ...bounds, lookup: createSourceLookup(), verify: false })
  const prepared = prepare(fuse(traced), { backend: 'wasm' })
  const samples = SEEDS.calibration.map((seed) => tensorsOf(traced, sizes, seed))
  const int8 = convert(prepared, await calibrate(prepared, samples))
  return {
    float: emit(traced, { name: 'float' }),
    int8: emit(int8, { name: 'int8' }),
    inputs: tensorsOf(traced, sizes, SEEDS.input),
  }
}

/** Numbers in -1..1 for each input, one sequence for all. */
function tensorsOf(
  graph: Graph,
  sizes: EmittedCase['sizes'],
  seed: number,
): Readonly<Record<string, tf.Tensor>> {
  const random = new RandomGenerator(seed)
  return Object.fromEntries(
    graph.placeholders.map(({ target, type }) => {
      const dims = type?.kind === 'tensor' ? type.shape : []
      const shape = dims.map((dim) => evaluateDim(dim, sizes) as number)
      const size = shape.reduce((product, dim) => product * dim, 1)
      return [
        target,
        tf.tensor(
          Float32Array.from({ length: size }, () => 2 * random.uniform() - 1),
          shape,
        ),
      ]
    }),
  )
}

interface Emitted {
  load(options?: object): Promise<{ forward(...inputs: unknown[]): unknown }>
}

/** What the emitted module answers, by name; a result without names is `output`. */
export async function answersOf(
  files: EmittedFiles,
  { constants = [] }: EmittedCase,
  { inputs }: CaseCode,
): Promise<Readonly<Record<string, Answer>>> {
  const isFloat = 'float.fx.ts' in files
  const module = await (await importEmitted<Emitted>(files)).load(isFloat ? undefined : { tf })
  // A module in integers takes tensors and nothing else.
  const result = module.forward(...Object.values(inputs), ...(isFloat ? constants : []))
  const entries = isAnswer(result) ? [['output', result] as const] : Object.entries(result as object)
  return Object.fromEntries(entries.map(([name, value]) => [name, answerOf(value)]))
}

const isAnswer = (value: unknown): boolean =>
  value instanceof tf.Tensor || (typeof value === 'object' && value !== null && 'data' in value)

function answerOf(value: unknown): Answer {
  if (value instanceof tf.Tensor) return { shape: value.shape, data: value.dataSync() as Float32Array }
  const { shape, data } = value as Answer
  return { shape, data }
}
