/** @file How emitted code is to read, how it says to make it again, and options that the comment above a model gives. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeNpy } from 'tsfx/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { type NodeRun, runTsfx } from '../setup/runNode.ts'
import { project, SMALL_NET } from './models.ts'

const rows = (count: number) =>
  writeNpy(
    Float32Array.from({ length: count * 36 }, (_, i) => (i % 7) / 7),
    [count, 6, 6, 1],
  )
const tagged = (tag: string): string =>
  SMALL_NET.replace('export class SmallNet', `/** @tsfx ${tag} */\nexport class SmallNet`)

const folder = project({
  'net.ts': tagged('--input x:?,6,6,1 --data x.npy'),
  'odd.ts': tagged('--inputs x:?,6,6,1'),
  'plain.ts': SMALL_NET,
  'x.npy': rows(20),
  'blocks.ts': `import * as tf from '@tensorflow/tfjs-core'
import { Conv2d, Module, ModuleList, manualSeed } from '@tsfx/nn'

manualSeed(1)

class Block extends Module {
  first = new Conv2d({ inChannels: 4, outChannels: 4, kernelSize: 3, pad: 'same' })
  second = new Conv2d({ inChannels: 4, outChannels: 4, kernelSize: 3, pad: 'same' })

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const wide = tf.relu(this.first.forward(x))
    const narrow = tf.relu(this.second.forward(wide))
    return tf.add(x, narrow) as tf.Tensor4D
  }
}

/** @tsfx --input x:?,6,6,4 */
export class Net extends Module {
  blocks = new ModuleList([new Block(), new Block(), new Block(), new Block(), new Block()])

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    let y = x
    for (const block of this.blocks) y = block.forward(y)
    return y
  }
}
`,
})

const commands = {
  traced: ['trace', 'net.ts#SmallNet', '--out', 'traced'],
  printed: ['trace', 'net.ts#SmallNet'],
  own: ['trace', 'odd.ts#SmallNet', '--input', 'x:2,6,6,1'],
  odd: ['trace', 'odd.ts#SmallNet'],
  plain: ['trace', 'plain.ts#SmallNet'],
  annotated: ['trace', 'net.ts#SmallNet', '--out', 'annotated', '--annotate'],
  quantized: ['quantize', 'net.ts#SmallNet', '--out', 'quantized'],
  data: ['quantize', 'plain.ts#SmallNet', '--data', 'x.npy', '--out', 'data'],
  rolled: ['trace', 'blocks.ts#Net', '--out', 'rolled'],
  spelled: ['trace', 'blocks.ts#Net', '--out', 'spelled', '--no-reroll'],
  watched: [
    'watch',
    'blocks.ts#Net',
    '--no-reroll',
    '--annotate',
    '--once',
    '--name',
    'watched',
    '--out',
    'made',
  ],
}
const runs = {} as Record<keyof typeof commands, NodeRun>
beforeAll(() => {
  const results = runTsfx(Object.values(commands), folder)
  Object.keys(commands).forEach((name, i) => {
    runs[name as keyof typeof commands] = results[i] as NodeRun
  })
})

const text = (name: string): string => readFileSync(join(folder, name), 'utf8')

describe('the comment above a model', () => {
  it('gives the inputs that the command line leaves open', () => {
    expect(runs.printed).toMatchObject({ status: 0, stderr: '' })
    expect(runs.printed.stdout).toContain('SmallNet(x: float32[batch, 6, 6, 1])')
  })

  it('gives the data of a quantization', () => {
    expect(runs.quantized).toMatchObject({ status: 0, stderr: '' })
    expect(runs.quantized.stdout).toContain('calibrated on 20 rows')
  })

  it('is refused when it cannot be understood, and not looked at when the command line says all', () => {
    expect(runs.odd).toMatchObject({ status: 1, stderr: expect.stringContaining('TSFX1113') })
    expect(runs.own).toMatchObject({ status: 0 })
  })

  it('is what is told of where nothing says the inputs', () => {
    expect(runs.plain).toMatchObject({ status: 1, stderr: expect.stringContaining('/** @tsfx --input') })
  })
})

describe('emitted code', () => {
  it('says by which command it was made', () => {
    expect(text('traced/small-net.fx.ts')).toContain('tsfx trace net.ts#SmallNet --out traced')
    for (const name of ['data/small-net.fx.ts', 'data/small-net.float.fx.ts'])
      expect(text(name)).toContain('tsfx quantize plain.ts#SmallNet --data x.npy --out data')
    expect(text('made/watched.fx.ts')).toContain(
      'tsfx watch blocks.ts#Net --no-reroll --annotate --once --name watched --out made',
    )
  })

  it('has the shapes of values where they are asked for', () => {
    expect(text('annotated/small-net.fx.ts')).toMatch(/const edges = .*\/\/ \[batch, 6, 6, 4\]/)
    expect(text('traced/small-net.fx.ts')).not.toMatch(/const edges = .*\/\//)
    expect(text('made/watched.fx.ts')).toMatch(/;\s+\/\/ \[batch, 6, 6, 4\]/)
  })

  it('repeats nothing, unless it is asked to', () => {
    const convolutions = (name: string) => text(name).match(/tf\.conv2d\(|tf\.fused\.conv2d\(/g)?.length
    expect(convolutions('rolled/net.fx.ts')).toBeLessThan(4)
    expect(convolutions('spelled/net.fx.ts')).toBe(10)
    expect(convolutions('made/watched.fx.ts')).toBe(10)
  })
})
