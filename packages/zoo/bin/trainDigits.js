/**
 * @file Trains the digits model and writes `weights/digits.safetensors`: `node packages/zoo/bin/trainDigits.js`
 * after a build. The test digits are looked at once, after the last step, and choose nothing.
 */
import '@tensorflow/tfjs' // registers the gradients
import { renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { registerWasmGradients, saveSafetensors } from '@tsfx/nn'
import { bindTfjs } from '@tsfx/ops'
import { digitsAccuracy, loadDigits, trainDigits } from '@tsfx/zoo'

bindTfjs(tf)
await tf.setBackend('wasm')
registerWasmGradients(tf)

const percent = (accuracy) => `${(100 * accuracy).toFixed(2)} %`
const calibration = loadDigits('calibration')
const start = performance.now()
const net = trainDigits(loadDigits('train'), {
  seed: 1,
  epochs: 30,
  batchSize: 64,
  learningRate: 0.004,
  onEpoch: ({ epoch, loss, net }) => {
    const seconds = ((performance.now() - start) / 1000).toFixed(0)
    const accuracy = percent(digitsAccuracy(net, calibration))
    console.log(`epoch ${epoch}: loss ${loss.toFixed(4)}, calibration digits ${accuracy}, ${seconds} s`)
  },
})

const target = fileURLToPath(new URL('../weights/digits.safetensors', import.meta.url))
const bytes = saveSafetensors(net)
writeFileSync(`${target}.tmp`, bytes)
renameSync(`${target}.tmp`, target)
const parameters = [...net.namedParameters().values()].reduce((sum, { size }) => sum + size, 0)
console.log(
  `${parameters} parameters, ${bytes.length} bytes, test digits ${percent(digitsAccuracy(net, loadDigits('test')))}`,
)
