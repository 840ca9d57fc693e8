/**
 * @file Models with several inputs or outputs, whose data stands in a file in another order than forward's parameters; and
 * parameters that are constants or left out.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeSafetensors } from '@tsfx/runtime'
import { readNpy, writeNpy } from 'tsfx/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { type NodeRun, runTsfx } from '../setup/runNode.ts'
import { project } from './models.ts'

/** Constants as data, too: they are quantized once, when the model is converted. */
const TWO = `import * as tf from '@tensorflow/tfjs-core'
import { Linear, Module, manualSeed } from '@tsfx/nn'

manualSeed(3)
class Two extends Module {
  head = new Linear({ inFeatures: 4, outFeatures: 3 })
  shift = tf.variable(tf.tensor1d([0.5, -0.5, 1, 0]))

  forward(z: tf.Tensor2D, a: tf.Tensor2D) {
    const shifted = tf.add(tf.mul(tf.relu(z), 0.5), this.shift)
    return this.head.forward(tf.add(shifted, a) as tf.Tensor2D)
  }
}
export const two = new Two()
export const both = { forward: (z: tf.Tensor2D, a: tf.Tensor2D) => ({ sum: tf.add(z, a), half: tf.mul(z, 0.5) }) }
export class Optional extends Module {
  head = new Linear({ inFeatures: 4, outFeatures: 3 })
  forward(rectify: boolean, a: tf.Tensor2D, mask?: tf.Tensor2D) {
    const seen = mask ? tf.mul(a, mask) : a
    return this.head.forward(rectify ? tf.relu(seen) : seen)
  }
}
export class Defaults {
  forward(a: tf.Tensor2D, mask?: tf.Tensor2D, training = false) {
    const seen = mask ? tf.mul(a, mask) : a
    return training ? tf.neg(seen) : tf.relu(seen)
  }
}
export const island = { forward: (a: tf.Tensor2D) => tf.add(tf.neg(a), a) }
`
const waves = (factor: number): Float32Array =>
  Float32Array.from({ length: 160 }, (_, i) => Math.sin(i * factor))
const entry = (data: Float32Array) => ({ dtype: 'F32' as const, shape: [40, 4], data })

describe('several inputs', () => {
  const folder = project({
    'net.ts': TWO,
    // Keys stand in the order of the alphabet here, and forward takes z first.
    'a.npy': writeNpy(waves(0.7), [40, 4]),
    'labels.npy': writeNpy(new Float32Array(40), [40]),
    'a.safetensors': writeSafetensors({ a: entry(waves(0.7)) }),
    'data.safetensors': writeSafetensors({ a: entry(waves(0.7)), z: entry(waves(1.3)) }),
    'strange.safetensors': writeSafetensors({ left: entry(waves(0.7)), right: entry(waves(1.3)) }),
  })
  let runs: readonly NodeRun[]
  beforeAll(() => {
    runs = runTsfx(
      [
        ['quantize', 'net.ts#two', '--calibration', 'data.safetensors', '--out', 'out'],
        ['run', 'out', '--input', 'data.safetensors', '--output', 'int8.npy'],
        ['run', 'net.ts#two', '--input', 'data.safetensors', '--output', 'float.npy'],
        ['quantize', 'net.ts#two', '--calibration', 'strange.safetensors', '--out', 'none'],
        ['run', 'net.ts#two', '--input', 'strange.safetensors', '--output', 'none.npy'],
        ['quantize', 'net.ts#both', '--calibration', 'data.safetensors', '--out', 'both'],
        ['trace', 'net.ts#two', '--input', 'z:?,4', '--input', 'a:?,4', '--out', 'out'],
        ['trace', 'net.ts#Optional', '--input', 'a:?,4', '--input', 'rectify=true'],
        ['trace', 'net.ts#Optional', '--input', 'rectify=false', '--input', 'a:?,4', '--input', 'mask:?,4'],
        [
          ...[
            'quantize',
            'net.ts#Optional',
            '--input',
            'rectify=true',
            '--input',
            'a:?,4',
            '--out',
            'optional',
          ],
          ...['--calibration', 'a.safetensors', '--eval', 'a.safetensors', '--labels', 'labels.npy'],
        ],
        ['run', 'net.ts#Defaults', '--input', 'a.npy', '--output', 'defaults.npy'],
        ['run', 'net.ts#Defaults', '--input', 'a.safetensors', '--output', 'defaults.npy'],
        ['quantize', 'net.ts#island', '--calibration', 'a.safetensors', '--out', 'island'],
        ['run', 'island', '--input', 'a.safetensors', '--output', 'island.npy'],
      ],
      folder,
    )
  })

  it('are bound by name, in int8 as in float', () => {
    for (const run of runs.slice(0, 3)) expect(run).toMatchObject({ status: 0, stderr: '' })
    const [int8, float] = ['int8.npy', 'float.npy'].map(
      (name) => readNpy(readFileSync(join(folder, name)), name).data,
    )
    const noise = Math.hypot(...Array.from(float!, (value, i) => value - int8![i]!))
    expect(20 * Math.log10(Math.hypot(...float!) / noise)).toBeGreaterThan(25)
  })

  it('that are not named as the parameters are refused', () => {
    expect(runs[3]).toMatchObject({ status: 1 })
    expect(runs[3]!.stderr).toMatch(/TSFX7000.*left, right.*z, a/)
    expect(runs[4]!.stderr).toContain('TSFX7018')
  })

  it('and several outputs can be quantized', () => {
    expect(runs[5]).toMatchObject({ status: 0 })
  })

  it('a trace does not write over what quantize made', () => {
    expect(runs[6]!.stderr).toContain('TSFX7003')
  })

  it('that are optional may be left out, and others be constants', () => {
    expect(runs[7]).toMatchObject({ status: 0, stderr: '' })
    expect(runs[7]!.stdout).toContain(
      'Optional(a: float32[batch, 4])  # guards: rectify = true, mask is absent',
    )
    expect(runs[7]!.stdout).toContain('relu(a)')
    expect(runs[8]!.stdout).toContain(
      'Optional(a: float32[batch, 4], mask: float32[batch, 4])  # guards: rectify = false',
    )
  })

  it('that have a default may be missing in the data of a float model', () => {
    for (const run of runs.slice(10, 12)) expect(run).toMatchObject({ status: 0, stderr: '' })
    const { data } = readNpy(readFileSync(join(folder, 'defaults.npy')), 'defaults.npy')
    expect(data).toEqual(waves(0.7).map((value) => Math.max(value, 0)))
  })

  it('reach an op that stayed in float as tensors', () => {
    for (const run of runs.slice(12, 14)) expect(run).toMatchObject({ status: 0 })
    const { data } = readNpy(readFileSync(join(folder, 'island.npy')), 'island.npy')
    // -a + a, each rounded to at most half a step of 2 / 255.
    expect(Math.max(...data.map(Math.abs))).toBeLessThan(0.02)
  })

  it('that are constants reach the model that the int8 one is measured against', () => {
    expect(runs[9]).toMatchObject({ status: 0, stderr: '' })
    const { accuracy } = JSON.parse(readFileSync(join(folder, 'optional/report.json'), 'utf8'))
    expect(accuracy.int8.correct).toBe(accuracy.float.correct)
    expect(accuracy.float.correct).toBeGreaterThan(0)
  })
})
