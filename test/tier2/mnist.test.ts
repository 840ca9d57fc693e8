/** @file The digits model on 2,000 images of MNIST's own test set, in float and in each rounding mode. */
import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { loadSafetensors } from '@tsfx/nn'
import { DigitsNet, loadDigits } from '@tsfx/zoo'
import { calibrate, convert, fuse, interpret, prepare, trace } from 'tsfx'
import { describe, expect, it } from 'vitest'
import { sharedFile } from './shared.ts'

const imageFile = sharedFile('data/mnist/test2000_28x28_u8.bin')
const labelFile = sharedFile('data/mnist/test2000_labels_u8.bin')
const ROWS = 2000

function topOne(logits: tf.Tensor, labels: Uint8Array): number {
  const predicted = tf.argMax(logits, 1).dataSync()
  return labels.reduce((correct, label, i) => correct + (predicted[i] === label ? 1 : 0), 0)
}

describe.skipIf(!imageFile || !labelFile)('MNIST', () => {
  it.each(['float32', 'single', 'double'] as const)(
    'int8 with %s rounding is within 0.3 points of float',
    async (rounding) => {
      await tf.setBackend('wasm')
      const net = new DigitsNet()
      loadSafetensors(
        net,
        readFileSync(new URL('../../packages/zoo/weights/digits.safetensors', import.meta.url)),
      )
      net.eval()
      const fused = fuse(trace(net, { x: [null, 28, 28, 1] }))
      const prepared = prepare(fused, { backend: 'wasm' })
      const calibration = {
        data: loadDigits('calibration').images.slice(0, 200 * 784),
        shape: [200, 28, 28, 1],
      }
      const lowered = convert(prepared, await calibrate(prepared, [calibration]), { rounding })
      const pixels = Float32Array.from(readFileSync(imageFile!), (value) => value / 255)
      const labels = Uint8Array.from(readFileSync(labelFile!))
      const x = tf.tensor4d(pixels, [ROWS, 28, 28, 1])
      const float = topOne(net.forward(x), labels)
      const int8 = topOne(interpret(lowered, { x }) as tf.Tensor, labels)
      console.log(`MNIST, ${ROWS} test images: float ${float}, int8 (${rounding}) ${int8}`)
      expect(float / ROWS).toBeGreaterThan(0.97)
      expect(Math.abs(float - int8) / ROWS).toBeLessThanOrEqual(0.003)
    },
  )
})
