/** @file Layers of a model file, called by what means something to JavaScript and is a legal name to TensorFlow.js. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { readNpy, writeNpy } from 'tsfx/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { typeErrorsOfEach } from '../../packages/codegen/src/testing/emittedModule.ts'
import { project } from '../cli/models.ts'
import { layersModelFiles } from '../setup/layersModelFiles.ts'
import { type NodeRun, runTsfx } from '../setup/runNode.ts'

const NAMES = [
  'constructor',
  'prototype',
  'then',
  'class',
  'toString',
  'a.b',
  'a/../b',
  '0',
  'forward',
  'q',
  'load',
]
const images = Float32Array.from({ length: 8 }, (_, i) => i / 4 - 1)

/** Two dense layers, of which one has the name and the other is called alike. */
const named = (name: string): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [4], name, activation: 'relu' }),
      tf.layers.dense({ units: 2, name: `${name}_1` }),
    ],
  })

describe('a model file', () => {
  const runs = new Map<string, readonly NodeRun[]>()
  const expected = new Map<string, Float32Array>()
  let folder: string
  let errors: readonly (readonly string[])[]
  beforeAll(async () => {
    folder = project({ 'x.npy': writeNpy(images, [2, 4]) })
    for (const [i, name] of NAMES.entries()) {
      const model = named(name)
      mkdirSync(join(folder, `model${i}`))
      for (const [file, content] of Object.entries(await layersModelFiles(model)))
        writeFileSync(join(folder, `model${i}`, file), content)
      expected.set(name, (model.predict(tf.tensor2d(images, [2, 4])) as tf.Tensor).dataSync() as Float32Array)
    }
    const commands = NAMES.flatMap((_, i) => [
      ['trace', `model${i}/model.json`, '--out', `out${i}`, '--name', 'net'],
      ['quantize', `model${i}/model.json`, '--calibration', 'x.npy', '--out', `int8-${i}`, '--name', 'net'],
      ['run', `int8-${i}`, '--input', 'x.npy', '--output', `y${i}.npy`],
    ])
    const results = runTsfx(commands, folder)
    NAMES.forEach((name, i) => {
      runs.set(name, results.slice(3 * i, 3 * i + 3))
    })
    const code = (path: string) => ({ 'net.fx.ts': readFileSync(join(folder, path), 'utf8') })
    errors = typeErrorsOfEach(
      NAMES.flatMap((_, i) => [code(`out${i}/net.fx.ts`), code(`int8-${i}/net.fx.ts`)]),
    )
  })

  it.each(NAMES.map((name, i) => [name, i] as const))('may call a layer %s', (name, i) => {
    for (const { status, stderr } of runs.get(name)!) expect(status, stderr).toBe(0)
    const { data } = readNpy(readFileSync(join(folder, `y${i}.npy`)), `y${i}.npy`)
    const wanted = expected.get(name)!
    Array.from(data as Float32Array).forEach((value, at) => {
      expect(Math.abs(value - wanted[at]!)).toBeLessThan(0.1)
    })
    expect([...errors[2 * i]!, ...errors[2 * i + 1]!]).toEqual([])
  })
})
