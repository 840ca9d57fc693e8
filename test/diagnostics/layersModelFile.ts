/** @file A small layers-model as files, of which the fixtures of TSFX50nn break one part each. */
import * as tf from '@tensorflow/tfjs'
import * as core from '@tensorflow/tfjs-core'
import { loadLayersModel, parseLayersModel } from '@tsfx/interop'

const DENSE = { name: 'dense', units: 2, batch_input_shape: [null, 3], activation: 'linear' }

/** A sequential model of one layer. */
export const oneLayer = (className: string, config: object): object => ({
  class_name: 'Sequential',
  config: { layers: [{ class_name: className, config }] },
})

export interface Parts {
  readonly topology?: object
  readonly weights?: readonly object[]
  readonly path?: string
  readonly bytes?: Uint8Array | null
}

export const KERNEL = { name: 'dense/kernel', shape: [3, 2], dtype: 'float32' }
export const BIAS = { name: 'dense/bias', shape: [2], dtype: 'float32' }

/** Loads a dense layer of 3 inputs and 2 units, with the parts given in the place of its own. */
export function loadWith(parts: Parts): Promise<unknown> {
  const { topology = oneLayer('Dense', DENSE), weights = [KERNEL, BIAS], path = 'weights.bin' } = parts
  const bytes = parts.bytes === undefined ? new Uint8Array(32) : parts.bytes
  const json = { modelTopology: topology, weightsManifest: [{ paths: [path], weights }] }
  return loadLayersModel(
    { core, layers: tf },
    parseLayersModel(JSON.stringify(json), 'model.json'),
    () => bytes,
  )
}
