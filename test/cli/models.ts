/** @file Sources of small users' models, written into temporary folders outside of any project. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A folder with the given files. */
export function project(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsfx-test-'))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** Convolution, ReLU and a linear head, over images of 6 x 6. */
export const SMALL_NET = `import * as tf from '@tensorflow/tfjs-core'
import { Conv2d, Linear, Module, manualSeed } from '@tsfx/nn'

manualSeed(7)

export class SmallNet extends Module {
  conv = new Conv2d({ inChannels: 1, outChannels: 4, kernelSize: 3, pad: 'same' })
  head = new Linear({ inFeatures: 4, outFeatures: 3 })

  override forward(x: tf.Tensor4D): tf.Tensor {
    // edges first
    const edges = tf.relu(this.conv.forward(x))
    const features = tf.mean(edges, [1, 2]) as tf.Tensor2D
    return this.head.forward(features)
  }
}

export const smallNet = new SmallNet()
`
