/** @file The CLI on a `model.json` of TensorFlow.js, in a folder outside of the workspace. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { readNpy, writeNpy } from 'tsfx/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { layersModelFiles } from '../setup/layersModelFiles.ts'
import { type NodeRun, runTsfx } from '../setup/runNode.ts'
import { project } from './models.ts'

const ROWS = 20
const data = Float32Array.from({ length: ROWS * 36 }, (_, i) => ((i * 7919) % 101) / 100)
const argv = (line: string): readonly string[] => line.split(' ')
const commands = {
  traced: 'trace model.json',
  written: 'trace model.json --out float',
  evaluated: 'eval model.json --input x.npy --labels y.npy',
  ran: 'run model.json --input x.npy --output z.npy --batch 7',
  quantized: 'quantize model.json --calibration x.npy --eval x.npy --labels y.npy --out out',
  ranInt8: 'run out --input x.npy --output int8.npy',
  fromModule: 'trace net.mjs#net',
}
const refusals = {
  'a graph-model': ['trace graph.json', 'TSFX5002', 'graph.json'],
  'an ONNX file': ['quantize model.onnx --calibration x.npy --out none', 'TSFX5003', 'model.onnx'],
  'a missing file': ['eval no.json --input x.npy --labels y.npy', 'TSFX7005', 'no.json'],
  'a missing weight file': ['trace moved/model.json', 'TSFX5016', 'group1-shard1of2'],
  'a cut weight file': ['trace cut.json', 'TSFX5005', 'conv/kernel'],
  'weights of another form': ['trace model.json --weights w.safetensors', 'TSFX7000', '--weights'],
  'data of another shape': ['run model.json --input y.npy --output none.npy', 'TSFX', 'image'],
} as const

describe('tsfx on a layers-model', () => {
  const runs = new Map<string, NodeRun>()
  let folder: string
  let expected: ArrayLike<number>

  beforeAll(async () => {
    await tf.setBackend('cpu')
    const model = tf.sequential({
      name: 'tiny_net',
      layers: [
        tf.layers.inputLayer({ inputShape: [6, 6, 1], name: 'image' }),
        tf.layers.conv2d({ name: 'conv', filters: 4, kernelSize: 3, useBias: false }),
        tf.layers.batchNormalization({ name: 'bn' }),
        tf.layers.activation({ name: 'relu', activation: 'relu' }),
        tf.layers.globalAveragePooling2d({ name: 'pool' }),
        tf.layers.dense({ name: 'class', units: 3 }),
      ],
    })
    const output = model.predict(tf.tensor4d(data, [ROWS, 6, 6, 1])) as tf.Tensor
    expected = output.dataSync()
    const files = await layersModelFiles(model)
    const json = files['model.json'] as string
    folder = project({
      ...files,
      'graph.json': JSON.stringify({ format: 'graph-model', modelTopology: { node: [] } }),
      'model.onnx': '',
      'cut.json': json.replace(',"group1-shard2of2"', ''),
      'net.mjs': `import * as tf from '@tensorflow/tfjs'
export const net = () => tf.sequential({ layers: [tf.layers.dense({ name: 'only', units: 2, inputShape: [3] })] })
`,
      'x.npy': writeNpy(data, [ROWS, 6, 6, 1]),
      'y.npy': writeNpy(Float32Array.from(tf.argMax(output, 1).dataSync()), [ROWS]),
    })
    const moved = project({ 'model.json': json })
    const lines = [...Object.values(commands), ...Object.values(refusals).map(([line]) => line)]
    const results = runTsfx(
      lines.map((line) => argv(line.replace('moved/', `${moved}/`))),
      folder,
    )
    lines.forEach((line, i) => {
      runs.set(line, results[i]!)
    })
  })

  const run = (line: string): NodeRun => runs.get(line)!

  it('traces it with its own inputs and names', () => {
    expect(run(commands.traced)).toMatchObject({ status: 0, stderr: '' })
    const { stdout } = run(commands.traced)
    expect(stdout).toContain('tiny_net(image: float32[batch, 6, 6, 1])')
    expect(stdout).toMatch(/bn = batchNorm\(conv, bn_moving_mean, /)
    expect(run(commands.written).stdout).toContain('float/tiny-net.fx.ts')
    expect(readFileSync(join(folder, 'float/tiny-net.fx.ts'), 'utf8')).toContain('export class Tiny_net')
  })

  it('evaluates the interpreted graph, which predicts what the model does', () => {
    expect(run(commands.evaluated).stdout).toMatch(/float, interpreted .*top-1 100.00 % \(20 of 20\)/)
    expect(run(commands.ran)).toMatchObject({ status: 0 })
    const { data: values, shape } = readNpy(readFileSync(join(folder, 'z.npy')), 'z.npy')
    expect(shape).toEqual([ROWS, 3])
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i]!, 5)
  })

  it('quantizes it to a module that runs', () => {
    expect(run(commands.quantized)).toMatchObject({ status: 0, stderr: '' })
    expect(readdirSync(join(folder, 'out'))).toContain('tiny-net.fx.ts')
    const report = JSON.parse(readFileSync(join(folder, 'out/report.json'), 'utf8'))
    expect(report).toMatchObject({ model: { file: '../model.json', export: 'tiny_net' }, leftInFloat: [] })
    const { data: values } = readNpy(readFileSync(join(folder, 'int8.npy')), 'int8.npy')
    const noise = Math.hypot(...Array.from(values, (value, i) => value - expected[i]!))
    expect(noise / Math.hypot(...Array.from(expected))).toBeLessThan(0.1)
  })

  it('takes a model of tfjs-layers that a module exports', () => {
    expect(run(commands.fromModule)).toMatchObject({ status: 0 })
    expect(run(commands.fromModule).stdout).toContain('only = linear(only_input, only_kernel, only_bias')
  })

  it.each(Object.entries(refusals))('refuses %s with a code and a fix', (_, [line, ...says]) => {
    const { status, stderr } = run(line)
    expect(status).toBe(1)
    for (const text of [...says, 'fix:']) expect(stderr).toContain(text)
  })
})
