/** @file A project with its own copy of TensorFlow.js: the model's copy is used, in ES modules and in CommonJS; a second one is refused. */
import { copyFileSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { writeNpy } from 'tsfx/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { type NodeRun, runTsfx } from '../setup/runNode.ts'
import { project, SMALL_NET } from './models.ts'

/** Installs a copy of tfjs-core into `folder/node_modules`, with links to what it needs. */
function installCore(folder: string): void {
  const core = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core/package.json'))
  const siblings = join(core, '../..')
  const modules = join(folder, 'node_modules')
  const copy = join(modules, '@tensorflow/tfjs-core')
  mkdirSync(join(copy, 'dist'), { recursive: true })
  for (const file of ['package.json', 'dist/tf-core.node.js'])
    copyFileSync(join(core, file), join(copy, file))
  for (const name of readdirSync(siblings)) {
    if (name !== '@tensorflow') symlinkSync(join(siblings, name), join(modules, name))
  }
}

const COMMON_JS = `const tf = require('@tensorflow/tfjs-core')
exports.net = { weight: tf.tensor2d([1, -2, 3, -4], [2, 2]), forward(x) { return tf.relu(tf.matMul(x, this.weight)) } }
`
const data = writeNpy(
  Float32Array.from({ length: 20 * 36 }, (_, i) => (i % 7) / 7),
  [20, 6, 6, 1],
)

describe('a project with its own tfjs-core', () => {
  const own = project({ 'net.ts': SMALL_NET, 'net.cjs': COMMON_JS, 'x.npy': data })
  let runs: readonly NodeRun[]
  beforeAll(() => {
    installCore(own)
    runs = runTsfx(
      [
        ['quantize', 'net.ts#smallNet', '--calibration', 'x.npy', '--out', 'out'],
        ['run', 'out', '--input', 'x.npy', '--output', 'y.npy'],
        ['trace', 'net.cjs#net', '--input', 'x:?,2'],
      ],
      own,
    )
  })

  it('is quantized and run', () => {
    expect(runs[0]).toMatchObject({ status: 0, stderr: '' })
    expect(runs[1]).toMatchObject({ status: 0, stderr: '' })
  })

  it('may be CommonJS', () => {
    expect(runs[2]).toMatchObject({ status: 0 })
    expect(runs[2]!.stdout).toContain('relu(')
  })
})

describe('a CommonJS model outside of any project', () => {
  it('finds the copy of tsfx', () => {
    const [traced] = runTsfx(
      [['trace', 'net.cjs#net', '--input', 'x:?,2']],
      project({ 'net.cjs': COMMON_JS }),
    )
    expect(traced).toMatchObject({ status: 0 })
  })
})

describe('a model that imports code with another tfjs-core', () => {
  it('is refused', () => {
    const folder = project({ 'net.mjs': "export { net } from './other/net.mjs'\n" })
    mkdirSync(join(folder, 'other'))
    copyFileSync(
      join(
        project({
          'net.mjs': "import * as tf from '@tensorflow/tfjs-core'\nexport const net = (x) => tf.relu(x)\n",
        }),
        'net.mjs',
      ),
      join(folder, 'other/net.mjs'),
    )
    installCore(folder)
    installCore(join(folder, 'other'))
    const [refused] = runTsfx([['trace', 'net.mjs#net', '--input', 'x:?,2']], folder)
    expect(refused).toMatchObject({ status: 1 })
    expect(refused!.stderr).toContain('TSFX7002')
  })
})
