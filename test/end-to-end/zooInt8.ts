/** @file A model of the zoo, quantized as a user would: traced, fused, prepared, calibrated on seeded inputs, converted. */
import * as tf from '@tensorflow/tfjs-core'
import { manualSeed } from '@tsfx/nn'
import { createSourceLookup } from '@tsfx/source'
import { calibrate, convert, fuse, type Graph, prepare, trace } from 'tsfx'
import { makeInputs, randomise } from './zooChecks.ts'
import type { ZooModel } from './zooModels.ts'

export interface QuantizedZooModel {
  readonly traced: Graph
  readonly fused: Graph
  readonly int8: Graph
}

/** Enough for scales of weights that are random themselves. */
const CALIBRATION_SEEDS = [19, 23]
const SIZES = { batch: 2, length: 5 }

/** Weights are seeded, and so is what calibration sees: the same graphs, to the bit, in each run. */
export async function quantizeZooModel({ small, input }: ZooModel): Promise<QuantizedZooModel> {
  manualSeed(7)
  const model = small().eval()
  randomise(model, 11)
  const traced = trace(model, input, { lookup: createSourceLookup(), verify: false })
  const fused = fuse(traced)
  const prepared = prepare(fused, { backend: 'wasm' })
  const samples = CALIBRATION_SEEDS.map((seed) => makeInputs(input, SIZES, seed))
  const stats = await calibrate(prepared, samples)
  for (const sample of samples) tf.dispose(sample)
  return { traced, fused, int8: convert(prepared, stats) }
}
