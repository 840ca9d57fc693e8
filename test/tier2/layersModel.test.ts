/** @file A layers-model that Keras 2.1.4 wrote, of six weight groups, on the first 2,000 test digits of MNIST. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import * as core from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { type BuiltModel, layersModelInputs, loadLayersModel, parseLayersModel } from '@tsfx/interop'
import { emit, type Graph, trace } from 'tsfx'
import { writeNpy } from 'tsfx/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { importEmitted } from '../../packages/codegen/src/testing/emittedModule.ts'
import { project } from '../cli/models.ts'
import { runTsfx } from '../setup/runNode.ts'
import { sharedFile } from './shared.ts'

const modelFile = sharedFile('data/mnist/cnn_tfjs/model.json')
const imageFile = sharedFile('data/mnist/test2000_28x28_u8.bin')
const labelFile = sharedFile('data/mnist/test2000_labels_u8.bin')
const ROWS = 2000
/** 99.55 %. */
const CORRECT = 1991

const opsOf = (graph: Graph): readonly string[] =>
  graph.nodes.flatMap((node) => (node.kind === 'call_function' ? node.target : []))

describe.skipIf(!modelFile || !imageFile || !labelFile)('the layers-model of MNIST', () => {
  let model: BuiltModel
  let graph: Graph
  let module: { forward(x: tf.Tensor): tf.Tensor }
  let pixels: Float32Array
  let labels: Uint8Array
  const images = (from: number, rows: number): tf.Tensor4D =>
    tf.tensor4d(pixels.slice(from * 784, (from + rows) * 784), [rows, 28, 28, 1])

  beforeAll(async () => {
    await tf.setBackend('wasm')
    pixels = Float32Array.from(readFileSync(imageFile!), (value) => value / 255)
    labels = Uint8Array.from(readFileSync(labelFile!))
    const file = parseLayersModel(readFileSync(modelFile!, 'utf8'), modelFile!)
    model = await loadLayersModel({ core, layers: tf }, file, (path) => {
      const shard = join(dirname(modelFile!), path)
      return existsSync(shard) ? readFileSync(shard) : null
    })
    graph = trace(model, layersModelInputs(core, model))
    module = await (
      await importEmitted<{ load(): Promise<typeof module> }>(emit(graph, { name: 'mnist' }))
    ).load()
  })

  it('is 99.55 % right by the command line, interpreted and emitted', () => {
    const folder = project({
      'emitted.mjs': `import { load } from './net/mnist.fx.js'\nexport const net = await load()\n`,
      'x.npy': writeNpy(pixels, [ROWS, 28, 28, 1]),
      'y.npy': writeNpy(Float32Array.from(labels), [ROWS]),
    })
    const evaluate = (of: string) => ['eval', of, '--input', 'x.npy', '--labels', 'y.npy']
    const [interpreted, traced] = runTsfx(
      [evaluate(modelFile!), ['trace', modelFile!, '--fuse', '--out', 'net', '--name', 'mnist']],
      folder,
    )
    expect(interpreted).toMatchObject({ status: 0, stderr: '' })
    expect(interpreted!.stdout).toContain(`interpreted (tfjs-wasm): top-1 99.55 % (${CORRECT} of ${ROWS})`)
    expect(traced).toMatchObject({ status: 0, stderr: '' })
    const [emitted] = runTsfx([evaluate('emitted.mjs#net')], folder)
    expect(emitted).toMatchObject({ status: 0, stderr: '' })
    expect(emitted!.stdout).toContain(`top-1 99.55 % (${CORRECT} of ${ROWS})`)
  })

  it('is 99.55 % right as an emitted module', () => {
    let correct = 0
    for (let from = 0; from < ROWS; from += 100) {
      const predicted = tf.tidy(() => tf.argMax(module.forward(images(from, 100)), 1).dataSync())
      for (const [i, digit] of predicted.entries()) if (digit === labels[from + i]) correct++
    }
    expect(correct).toBe(CORRECT)
  })

  it.each([1, 7])('is emitted as a module that equals it bit for bit with %i rows', (rows) => {
    const x = images(40, rows)
    const expected = (model as unknown as tf.LayersModel).predict(x) as tf.Tensor
    expect(module.forward(x).dataSync()).toEqual(expected.dataSync())
  })

  it('has the same ops when the emitted module is traced', () => {
    expect(opsOf(trace(module, layersModelInputs(core, model)))).toEqual(opsOf(graph))
  })

  it('leaves nothing in memory after 1,000 calls', () => {
    const x = images(0, 1)
    module.forward(x).dispose()
    const before = tf.memory()
    for (let i = 0; i < 1000; i++) module.forward(x).dispose()
    expect(tf.memory()).toEqual(before)
  })
})
