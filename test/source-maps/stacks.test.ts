/** @file An error that is thrown inside emitted code names the user's file and line under `node --enable-source-maps`. */
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runNode } from '../setup/runNode.ts'
import { lineOf, NET, smallNetProject, writeProject } from './userProject.ts'

/** Prints the stack of each failing call, one JSON record for all. */
const RUN = `import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { load as loadFloat } from './out/float/net.fx.js'
import { load as loadGenerated } from './out/generated/net.fx.js'
import { load as loadInt8 } from './out/int8/net.fx.js'

const image = tf.zeros([1, 6, 6, 1])
const stackOf = async (spoil, load, options) => {
  const model = await load(options)
  if (!options) model.forward(image)
  try {
    spoil(model)
    model.forward(image)
  } catch (error) { return error.stack }
  return 'nothing was thrown'
}
const weightOf = (layer) => (layer[0] ?? layer).weight
console.log(JSON.stringify({
  'float, a shape that TensorFlow.js refuses': await stackOf((net) => {
    Object.defineProperty(net, 'head', { value: { weight: tf.zeros([5, 3]), bias: net.head.bias } })
  }, loadFloat),
  'float, a disposed weight': await stackOf((net) => weightOf(net.blocks[2].conv).dispose(), loadFloat),
  'float, a layer that is not there': await stackOf((net) => { delete net.head }, loadFloat),
  'generated, a layer that is not there': await stackOf((net) => { delete net.head }, loadGenerated),
  'int8, a layer that is not there': await stackOf((net) => { delete net.stem }, loadInt8, { engine: 'scalar' }),
  'int8 as a plan, another layer': await stackOf((net) => {
    Object.defineProperty(net, 'stem', { value: net.blocks[0].conv })
  }, loadInt8),
}))
`
/** Dies of an error inside emitted code. */
const DIE = `import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { load } from './out/float/net.fx.js'
const net = await load()
delete net.head
net.forward(tf.zeros([1, 6, 6, 1]))
`
/** TensorFlow.js puts more than the usual ten frames between a kernel that throws and the call of the emitted code. */
const FLAGS = ['--enable-source-maps', '--stack-trace-limit=50']

let folder: string
let stacks: Readonly<Record<string, string>>
beforeAll(() => {
  folder = smallNetProject({ 'run.js': RUN, 'die.js': DIE })
  const { stdout, stderr } = runNode([...FLAGS, 'run.js'], folder)
  if (stdout === '') throw new Error(stderr)
  stacks = JSON.parse(stdout)
})

/** `src/net.ts:12` in a stack, for the line of the model that holds `text`. */
const place = (text: string): string => `${join(folder, 'src/net.ts')}:${lineOf(text)}:`

describe('a stack of emitted code', () => {
  it.each([
    ['float, a shape that TensorFlow.js refuses', 'return this.head.forward'],
    ['float, a disposed weight', 'const change ='],
    ['float, a layer that is not there', 'return this.head.forward'],
    ['int8, a layer that is not there', 'const edges ='],
    ['int8 as a plan, another layer', 'const edges ='],
  ])('names the line of the model: %s', (what, text) => {
    expect(stacks[what]).toContain(place(text))
    // No line of the model's is named that is not on the way.
    const lines = [...stacks[what]!.matchAll(/src\/net\.ts:(\d+):/g)].map(([, line]) => Number(line))
    const way = [text, 'parts = block.forward(parts)'].map((part) => lineOf(part))
    expect(lines.filter((line) => !way.includes(line))).toEqual([])
  })

  it('has the line in the block, then the line that calls it', () => {
    const lines = [...stacks['float, a disposed weight']!.matchAll(/src\/net\.ts:(\d+):/g)]
    expect(lines.map(([, line]) => Number(line))).toEqual([
      lineOf('const change ='),
      lineOf('parts = block.forward(parts)'),
    ])
  })

  it('names the line of the emitted TypeScript where maps were asked to lead there', () => {
    const lines = readFileSync(join(folder, 'out/generated/net.fx.ts'), 'utf8').split('\n')
    const line = lines.findIndex((text) => text.includes('return tf.fused.matMul('))
    const stack = stacks['generated, a layer that is not there']
    expect(stack).toContain(`${join(folder, 'out/generated/net.fx.ts')}:${line + 1}:`)
    expect(stack).not.toContain('src/net.ts')
  })

  it('shows the code of the model where an error ends the process', () => {
    const { status, stderr } = runNode([...FLAGS, 'die.js'], folder)
    expect(status).toBe(1)
    const line = NET.split('\n').find((candidate) => candidate.includes('return this.head.forward'))!
    expect(stderr).toContain(`${join(folder, 'src/net.ts')}:${lineOf(line)}\n${line}\n`)
    expect(stderr).toMatch(/\n {4,}\^\n/)
  })

  it('holds where the whole project is moved, and is none without the sources', () => {
    const moved = writeProject({})
    cpSync(folder, moved, { recursive: true })
    expect(runNode([...FLAGS, 'die.js'], moved).stderr).toContain(
      `${join(moved, 'src/net.ts')}:${lineOf('return this.head')}`,
    )
    rmSync(join(moved, 'src'), { recursive: true })
    const { status, stderr } = runNode([...FLAGS, 'die.js'], moved)
    expect(status).toBe(1)
    expect(stderr).toMatch(/TypeError: .*weight/)
  })
})
