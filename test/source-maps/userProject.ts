/**
 * @file A user's project for the tests of source maps, in a folder whose name means something else in a URL: a model of
 * repeated modules, and what `tsfx trace` and `tsfx quantize` write for it.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeNpy } from 'tsfx/node'
import { inject } from 'vitest'
import { runTsfx } from '../setup/runNode.ts'

export const NET = `import * as tf from '@tensorflow/tfjs-core'
import { Conv2d, Linear, Module, manualSeed } from '@tsfx/nn'

manualSeed(7)

class Block extends Module {
  conv = new Conv2d({ inChannels: 4, outChannels: 4, kernelSize: 3, pad: 'same' })

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    // what the block adds
    const change = this.conv.forward(x)
    return tf.relu(tf.add(x, change))
  }
}

export class SmallNet extends Module {
  stem = new Conv2d({ inChannels: 1, outChannels: 4, kernelSize: 3, pad: 'same' })
  blocks = [new Block(), new Block(), new Block(), new Block()]
  head = new Linear({ inFeatures: 4, outFeatures: 3 })

  override forward(x: tf.Tensor4D): tf.Tensor {
    // edges first
    const edges = tf.relu(this.stem.forward(x))
    let parts = edges
    for (const block of this.blocks) parts = block.forward(parts)
    const features = tf.mean(parts, [1, 2]) as tf.Tensor2D
    return this.head.forward(features)
  }
}
`

/** The line of NET, from 1, that holds `text`. */
export const lineOf = (text: string, source = NET): number => {
  const line = source.split('\n').findIndex((candidate) => candidate.includes(text))
  if (line < 0) throw new Error(`no line has ${text}`)
  return line + 1
}

/** Writes files, in folders of their own where their names have any, into a new folder that packages are found from. */
export function writeProject(
  files: Readonly<Record<string, string | Uint8Array>>,
  name = 'my nets #1 50% ünï ',
): string {
  const folder = mkdtempSync(join(inject('emittedFolder'), name))
  for (const [name, content] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** Images of `[rows, 6, 6, 1]` between 0 and 1, always the same. */
export const images = (rows: number): Uint8Array =>
  writeNpy(
    Float32Array.from({ length: rows * 36 }, (_, i) => ((i * 7919) % 101) / 100),
    [rows, 6, 6, 1],
  )

/** Runs commands of tsfx, all of which must do. */
export function runAll(commands: readonly (readonly string[])[], folder: string): void {
  for (const { status, stderr } of runTsfx(commands, folder)) if (status !== 0) throw new Error(stderr)
}

/** The project with `out/float`, `out/int8` and `out/generated`, as the CLI writes them; gives its folder. */
export function emittedProject(
  files: Readonly<Record<string, string>> = {},
  model = 'src/net.ts',
  name?: string,
): string {
  const folder = writeProject({ 'src/net.ts': NET, 'images.npy': images(8), ...files }, name)
  const trace = ['trace', `${model}#SmallNet`, '--input', 'x:?,6,6,1', '--name', 'net']
  runAll(
    [
      [...trace, '--out', 'out/float'],
      [...trace, '--out', 'out/generated', '--source-map', 'generated'],
      ['quantize', `${model}#SmallNet`, '--calibration', 'images.npy', '--out', 'out/int8', '--name', 'net'],
    ],
    folder,
  )
  return folder
}

let made: string | null = null
/** The project of SmallNet, made once for all files of a process; their scripts are added to it. */
export function smallNetProject(scripts: Readonly<Record<string, string>>): string {
  made ??= emittedProject()
  for (const [name, text] of Object.entries(scripts)) writeFileSync(join(made, name), text)
  return made
}
