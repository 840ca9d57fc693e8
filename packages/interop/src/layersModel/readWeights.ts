/** @file The weights of a layers-model: bytes from the files of each group, decoded by the user's tfjs. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tfjs } from '@tsfx/ops'
import {
  missingWeightFile,
  unknownWeightStorage,
  weightFileElsewhere,
  wrongWeightBytes,
} from '../diagnostics.generated.ts'
import type { LayersModelFile, WeightGroup, WeightSpec } from './parseLayersModel.ts'

/** Gives the bytes of a weight file, by its path beside `model.json`; null when there is none. */
export type ReadShard = (path: string) => Uint8Array | null | Promise<Uint8Array | null>

/** Bytes of one number as the file stores it. */
const STORED_BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  float16: 2,
  uint16: 2,
  uint8: 1,
}

/**
 * All weights by the names of the manifest; the caller disposes them.
 * @throws TSFX5005 when a group's files have another size than its weights, TSFX5006 for numbers stored in a way that tfjs does not read,
 * TSFX5016 when a file is missing, TSFX5017 when it lies elsewhere
 */
export async function readWeights(
  tf: Tfjs,
  { file, groups }: LayersModelFile,
  readShard: ReadShard,
): Promise<Record<string, Tensor>> {
  const weights: Record<string, Tensor> = {}
  for (const group of groups) {
    const expected = group.weights.reduce((total, weight) => total + storedBytes(weight, file), 0)
    const shards = await Promise.all(group.paths.map((path) => readOne(path, file, readShard)))
    const bytes = joined(shards)
    if (bytes.length !== expected) throw wrongSize(group, shards, expected, file)
    Object.assign(weights, tf.io.decodeWeights(bytes.buffer as ArrayBuffer, group.weights as never))
  }
  return weights
}

/** A model file is data from anywhere: it must not choose which files of this machine are read. */
async function readOne(path: string, file: string, readShard: ReadShard): Promise<Uint8Array> {
  if (/^([\\/]|\w+:)|(^|[\\/])\.\.([\\/]|$)/.test(path)) throw weightFileElsewhere({ path, file })
  const bytes = await readShard(path)
  if (bytes === null) throw missingWeightFile({ path, file })
  return bytes
}

function storedBytes({ name, shape, dtype, quantization }: WeightSpec, file: string): number {
  const bytes = STORED_BYTES[quantization?.dtype ?? dtype]
  const isPlain = dtype === 'float32' || dtype === 'int32' || (dtype === 'bool' && !quantization)
  if (bytes === undefined || !isPlain) {
    const storage = quantization ? `${dtype} stored as ${quantization.dtype}` : dtype
    throw unknownWeightStorage({ weight: name, storage, file })
  }
  return shape.reduce((product, size) => product * size, bytes)
}

function joined(shards: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(shards.reduce((total, shard) => total + shard.length, 0))
  let at = 0
  for (const shard of shards) {
    bytes.set(shard, at)
    at += shard.length
  }
  return bytes
}

const wrongSize = (
  { paths, weights }: WeightGroup,
  shards: readonly Uint8Array[],
  expected: number,
  file: string,
) =>
  wrongWeightBytes({
    file,
    paths: paths.map((path, i) => `${path} (${shards[i]?.length} bytes)`).join(', ') || 'no file',
    expected,
    weights: `${weights[0]?.name ?? 'nothing'}${weights.length > 1 ? ` to ${weights.at(-1)?.name}` : ''}`,
  })
