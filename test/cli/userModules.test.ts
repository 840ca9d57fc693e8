/** @file Modules of users as they are written for bundlers and for CommonJS: what loads, and what is said of what does not. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeNpy } from 'tsfx/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { type NodeRun, runTsfx } from '../setup/runNode.ts'
import { project } from './models.ts'

const IMPORT = "import * as tf from '@tensorflow/tfjs-core'\n"

const folder = project({
  'tsconfig.json':
    '{ "compilerOptions": { "module": "preserve", "strict": true, "resolveJsonModule": true, "paths": { "@/*": ["./src/*"] } } }',
  'x.npy': writeNpy(new Float32Array(8), [2, 4]),
})
const files = {
  'src/layers/index.ts': `${IMPORT}export const act = (x: tf.Tensor) => tf.relu(x)\n`,
  'src/options.json': '{ "scale": 2, "__proto__": { "polluted": true } }',
  'src/alias.ts': "import { act } from '@/layers'\nexport const net = (x: never) => act(x)\n",
  'src/json.ts': `${IMPORT}import options from './options.json'\nexport const net = (x: tf.Tensor) => tf.mul(x, 'polluted' in options ? 0 : options.scale)\n`,
  'src/made.cjs':
    "const tf = require('@tensorflow/tfjs-core')\nconst make = () => ({ net: (x) => tf.relu(x) })\nmodule.exports = make()\n",
  'src/package.ts': "import { relu } from '@scope/missing/relu'\nexport const net = (x: never) => relu(x)\n",
  'src/relative.ts':
    "import { act } from './layers/index.ts'\nimport { gelu } from './gelu'\nexport const net = (x: never) => gelu(act(x))\n",
  'src/name.ts': "import { relative } from './name2.ts'\nexport const net = relative\n",
  'src/name2.ts':
    "import { act,\n  gelu } from './layers/index.ts'\nexport const relative = (x: never) => gelu(act(x))\n",
  'src/exports.ts': `${IMPORT}const net = (x: tf.Tensor) => tf.relu(x)\nmodule.exports = { net }\n`,
  'src/exports.cts': 'export = { net: (x: unknown) => x }\n',
  'src/kernel.ts': `${IMPORT}export const net = (x: tf.Tensor) =>\n  tf.real(tf.spectral.rfft(x))\n`,
}
for (const [name, text] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

const loads = ['alias.ts', 'json.ts', 'made.cjs']
const refused = {
  'package.ts': ['TSFX7021', 'npm install @scope/missing', 'at: src/package.ts:1:'],
  'relative.ts': ['TSFX7021', 'imports ./gelu,', 'at: src/relative.ts:2:23', '^^'],
  'name.ts': ['TSFX7022', 'src/name2.ts imports gelu from ./layers/index.ts', 'at: src/name2.ts:2:3'],
  'exports.ts': ['TSFX7023', 'uses module of CommonJS', 'at: src/exports.ts:3:1'],
  'exports.cts': ['TSFX7023', 'exports.cts'],
}
const runs = new Map<string, NodeRun>()
beforeAll(() => {
  const names = [...loads, ...Object.keys(refused)]
  const results = runTsfx(
    [
      ...names.map((name) => ['trace', `src/${name}#net`, '--input', 'x:?,4']),
      ['run', 'src/kernel.ts#net', '--input', 'x.npy', '--output', 'y.npy'],
    ],
    folder,
  )
  for (const [i, name] of [...names, 'kernel.ts'].entries()) runs.set(name, results[i] as NodeRun)
})

describe('a module of a user', () => {
  it.each(loads)('loads: %s', (name) => {
    expect(runs.get(name)).toMatchObject({ status: 0 })
    expect(runs.get(name)!.stdout).toMatch(/relu\(|mul\(x, /)
  })

  it('reads JSON as data', () => {
    expect(runs.get('json.ts')!.stderr).not.toContain('polluted')
  })

  it.each(Object.entries(refused))('is refused at its place, with what to do: %s', (name, texts) => {
    const { status, stderr } = runs.get(name)!
    expect(status).toBe(1)
    for (const text of texts) expect(stderr).toContain(text)
  })

  it('is told which kernel the backend lacks, and where it is needed', () => {
    const { status, stderr } = runs.get('kernel.ts')!
    expect(status).toBe(1)
    expect(stderr).toContain('TSFX7024')
    expect(stderr).toContain('wasm')
    expect(stderr).toContain('at: src/kernel.ts:3:')
  })
})
