/**
 * @file What commands print of hostile models, weights and files: nothing that a terminal would obey, and no JSON that tools would
 * show as something else.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { writeSafetensors } from '@tsfx/runtime'
import { writeNpy } from 'tsfx/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { project } from '../cli/models.ts'
import { layersModelFiles } from '../setup/layersModelFiles.ts'
import { type NodeRun, runTsfx } from '../setup/runNode.ts'

/** Clears the screen, sets the title, colours, deletes the line, turns the direction of text, ends the line. */
const EVIL = '\u001b[2J\u001b]0;title\u0007\u009b31m\u0008\r\u202eevil\u2028'

const NET = `import * as tf from '@tensorflow/tfjs-core'
import { Linear, Module, ReLU } from '@tsfx/nn'
const EVIL = ${JSON.stringify(EVIL)}
class Block extends Module {
  linear = new Linear({ inFeatures: 4, outFeatures: 4 })
  override forward(x: tf.Tensor2D): tf.Tensor2D {
    // ${EVIL.replace(/[\r\u2028]/g, '')}
    return tf.tanh(this.linear.forward(x))
  }
}
Object.defineProperty(Block, 'name', { value: EVIL })
export class Net extends Module {
  [EVIL] = new Block()
  table = { [EVIL]: new Block(), other: new Block() }
  constant = tf.ones([4])
  override forward(x: tf.Tensor2D): Record<string, tf.Tensor> {
    const first = (this as unknown as Record<string, Block>)[EVIL]!.forward(x)
    const second = this.table[EVIL]!.forward(first)
    return { [EVIL]: tf.erf(second), second: this.table.other.forward(second) }
  }
}
export class Branching extends Module {
  override forward(x: tf.Tensor2D): tf.Tensor2D {
    if (x) throw new Error('${EVIL.replace(/[\r\u2028]/g, '')}')
    return x
  }
}
export class Throwing extends Module {
  override forward(x: tf.Tensor2D): tf.Tensor2D {
    throw new Error(EVIL + x.shape)
  }
}
Object.defineProperty(Net, 'name', { value: EVIL })
`
const FILE = `net ${EVIL.replace('/', '')}.ts`

const COMMANDS: readonly (readonly string[])[] = [
  ...['text', 'table', 'dot', 'mermaid', 'svg'].map((form) => [
    'trace',
    `${FILE}#Net`,
    '--input',
    'x:?,4',
    '--print',
    form,
  ]),
  ['trace', `${FILE}#Net`, '--input', 'x:?,4', '--json'],
  ['trace', `${FILE}#Net`, '--input', 'x:?,4', '--fuse', '--passes'],
  ['trace', `${FILE}#Net`, '--input', 'x:?,4', '--out', 'out-float', '--name', 'net'],
  ['trace', `${FILE}#Branching`, '--input', 'x:?,4'],
  ['trace', `${FILE}#Branching`, '--input', 'x:?,4', '--json'],
  ['trace', `${FILE}#Throwing`, '--input', 'x:?,4'],
  ['trace', `${FILE}#Throwing`, '--input', 'x:?,4', '--json'],
  ['trace', `${FILE}#${EVIL}`, '--input', 'x:?,4'],
  ['trace', `${EVIL}#Net`, '--input', 'x:?,4'],
  ['trace', `${FILE}#Net`, '--input', `${EVIL}:?,4`],
  ['trace', `${FILE}#Net`, '--input', 'x:?,4', '--weights', 'evil.safetensors'],
  ['trace', 'keras/model.json'],
  ['trace', 'keras/model.json', '--out', 'out-keras', '--name', 'net'],
  ['check', FILE],
  ['check', FILE, '--json'],
  ['quantize', `${FILE}#Net`, '--calibration', 'x.npy', '--out', 'out', '--name', 'net'],
  ['quantize', `${FILE}#Net`, '--calibration', 'x.npy', '--out', 'out-json', '--name', 'net', '--json'],
  ['quantize', `${FILE}#Net`, '--calibration', `${EVIL}.npy`, '--out', 'out2'],
  ['run', 'out', '--input', 'x.npy', '--output', 'y.npy'],
  [EVIL],
  ['trace', `--${EVIL}`],
]

async function kerasFiles(): Promise<Record<string, string | Uint8Array>> {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [4], name: 'NAME0', activation: 'relu' }),
      tf.layers.dense({ units: 2, name: 'NAME1' }),
    ],
  })
  const files = await layersModelFiles(model)
  const hostile = JSON.stringify(EVIL).slice(1, -1)
  return { ...files, 'model.json': String(files['model.json']).replace(/NAME/g, () => hostile) }
}

describe('the terminal', () => {
  const runs = new Map<readonly string[], NodeRun>()
  let folder: string
  beforeAll(async () => {
    folder = project({
      [FILE]: NET,
      'evil.safetensors': writeSafetensors({
        [EVIL]: { dtype: 'F32', shape: [1], data: new Float32Array(1) },
      }),
      'x.npy': writeNpy(
        Float32Array.from({ length: 32 }, (_, i) => (i % 7) / 7),
        [8, 4],
      ),
    })
    mkdirSync(join(folder, 'keras'))
    for (const [name, content] of Object.entries(await kerasFiles()))
      writeFileSync(join(folder, 'keras', name), content)
    const results = runTsfx(COMMANDS, folder)
    COMMANDS.forEach((command, i) => {
      runs.set(command, results[i]!)
    })
  })

  it.each(
    COMMANDS.map((command) => [
      JSON.stringify(command.map((word) => word.replaceAll(EVIL, 'EVIL'))),
      command,
    ]),
  )('is told nothing by tsfx %s', (_, command) => {
    const { stdout, stderr } = runs.get(command as readonly string[])!
    const text = `${stdout}\n${stderr}`
    const found = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u.exec(text)
    expect(found && text.slice(Math.max(0, found.index - 200), found.index + 50)).toBeNull()
  })

  it('has files whose heads and comments are as safe', () => {
    for (const out of ['out-float', 'out', 'out-json'])
      for (const file of ['net.fx.ts', 'net.fx.js', 'net.fx.ts.map', 'net.fx.js.map']) {
        const text = readFileSync(join(folder, out, file), 'utf8')
        expect(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/u.exec(text)?.[0], file).toBeUndefined()
      }
  })
})
