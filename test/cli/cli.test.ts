/** @file The CLI as a user runs it: in a process of its own, on files outside of the workspace. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readNpy, writeNpy } from 'tsfx/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { type NodeRun, runTsfx } from '../setup/runNode.ts'
import { project, SMALL_NET } from './models.ts'

/** Images of `[rows, 6, 6, 1]` between 0 and 1, always the same. */
function images(rows: number): Uint8Array {
  const data = Float32Array.from({ length: rows * 36 }, (_, i) => ((i * 7919) % 101) / 100)
  return writeNpy(data, [rows, 6, 6, 1])
}

const branching = (type: string): string => `import * as tf from '@tensorflow/tfjs-core'
export class Net {
  forward(x${type}) {
    if (tf.max(x)) return tf.relu(x)
    return x
  }
}
`
const reading = (type: string): string => `import * as tf from '@tensorflow/tfjs-core'
export class Net {
  forward(x${type}) {
    const first = x.dataSync()[0]
    return tf.mul(x, first)
  }
}
`

/** Runs each case's command once, together; tests then look at one run each. */
function runAll<Case extends { readonly argv: readonly string[] }>(
  cases: readonly Case[],
  folder: () => string,
): Map<Case, NodeRun> {
  const runs = new Map<Case, NodeRun>()
  beforeAll(() => {
    const results = runTsfx(
      cases.map(({ argv }) => argv),
      folder(),
    )
    cases.forEach((one, i) => {
      runs.set(one, results[i] as NodeRun)
    })
  })
  return runs
}

describe('tsfx trace', () => {
  const folder = project({
    'net.ts': `${SMALL_NET}
export const notAModel = { rows: 7 }
export class Sized extends SmallNet {
  constructor(options: { size: number }) {
    super()
    console.log(options.size)
  }
}
`,
    'branching.ts': branching(': tf.Tensor2D'),
    'untypedBranching.js': branching(''),
    'reading.ts': reading(': tf.Tensor2D'),
    'untypedReading.js': reading(''),
  })
  const input = ['--input', 'x:?,6,6,1']
  const printed = { argv: ['trace', 'net.ts#SmallNet', ...input] }
  const written = { argv: ['trace', 'net.ts#SmallNet', ...input, '--out', 'out'] }
  const foreign = { argv: ['trace', 'net.ts#SmallNet', ...input, '--out', '.'] }
  const refused = [
    {
      what: 'if (tensor) in TypeScript',
      argv: ['trace', 'branching.ts#Net', '--input', 'x:?,4'],
      says: ['TSFX1101', 'branching.ts:4:9'],
    },
    {
      what: 'if (tensor) in untyped JavaScript',
      argv: ['trace', 'untypedBranching.js#Net', '--input', 'x:?,4'],
      says: ['TSFX1101', 'untypedBranching.js:4:9'],
    },
    {
      what: 'dataSync() in TypeScript',
      argv: ['trace', 'reading.ts#Net', '--input', 'x:?,4'],
      says: ['TSFX1104', 'reading.ts:4:21'],
    },
    {
      what: 'dataSync() in untyped JavaScript',
      argv: ['trace', 'untypedReading.js#Net', '--input', 'x:?,4'],
      says: ['TSFX1104', 'untypedReading.js:4:21'],
    },
    { what: 'a missing export', argv: ['trace', 'net.ts#Missing', ...input], says: ['TSFX7006', 'SmallNet'] },
    { what: 'a model without an export', argv: ['trace', 'net.ts', ...input], says: ['TSFX7004'] },
    { what: 'a missing file', argv: ['trace', 'no.ts#Net', ...input], says: ['TSFX7005', 'no.ts'] },
    {
      what: 'what is no model',
      argv: ['trace', 'net.ts#notAModel', ...input],
      says: ['TSFX7007', 'is an object'],
    },
    {
      what: 'a class whose constructor needs arguments',
      argv: ['trace', 'net.ts#Sized', ...input],
      says: ['TSFX7007', 'export an instance'],
    },
    {
      what: 'the name of no parameter',
      argv: ['trace', 'net.ts#SmallNet', '--input', 'image:?,6,6,1'],
      says: ['TSFX7000', '--input image', 'takes x'],
    },
    {
      what: 'a wrong number of channels',
      argv: ['trace', 'net.ts#SmallNet', '--input', 'x:?,6,6,3'],
      says: ['TSFX', 'net.ts:'],
    },
    {
      what: 'a wrong rank',
      argv: ['trace', 'net.ts#SmallNet', '--input', 'x:?,36'],
      says: ['TSFX', 'net.ts:'],
    },
    {
      what: 'an input that is no input',
      argv: ['trace', 'net.ts#SmallNet', '--input', 'x=[1]'],
      says: ['TSFX7011'],
    },
  ]
  const runs = runAll([printed, written, foreign, ...refused], () => folder)

  it('prints the graph of a TypeScript model outside of the workspace, with the names of its source', () => {
    const { status, stdout, stderr } = runs.get(printed)!
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(stdout).toContain('SmallNet(x: float32[batch, 6, 6, 1])')
    expect(stdout).toMatch(/edges = relu\(.*net\.ts:12:22/)
    expect(stdout).toMatch(/features = mean\(edges/)
  })

  it('writes the emitted module, and refuses a folder that is not ours', () => {
    expect(runs.get(written)!.status).toBe(0)
    expect(readFileSync(join(folder, 'out/small-net.fx.ts'), 'utf8')).toContain('// edges first')
    expect(runs.get(foreign)!.stderr).toContain('TSFX7003')
    expect(readdirSync(folder).filter((name) => /fx|tmp/.test(name))).toEqual([])
  })

  it.each(refused)('refuses $what with a code, a place and a fix', (one) => {
    const { status, stdout, stderr } = runs.get(one)!
    expect(status).toBe(1)
    expect(stdout).toBe('')
    for (const text of one.says) expect(stderr).toContain(text)
    expect(stderr).toContain('fix:')
  })
})

describe('tsfx quantize, run and eval', () => {
  const nan = writeNpy(
    Float32Array.from({ length: 72 }, (_, i) => (i === 40 ? Number.NaN : 0.5)),
    [2, 6, 6, 1],
  )
  const folder = project({
    'net.ts': SMALL_NET,
    'calibration.npy': images(40),
    'test.npy': images(12),
    'labels.npy': writeNpy(new Float32Array(12), [12]),
    'nan.npy': nan,
    'empty.npy': writeNpy(new Float32Array(0), [0, 6, 6, 1]),
    'cut.npy': images(3).subarray(0, -5),
    'small.npy': writeNpy(new Float32Array(50), [2, 5, 5, 1]),
  })
  const quantize = (data: string, ...more: string[]) => [
    'quantize',
    'net.ts#smallNet',
    '--calibration',
    data,
    ...more,
  ]
  const quantized = {
    argv: quantize('calibration.npy', '--eval', 'test.npy', '--labels', 'labels.npy', '--out', 'out'),
  }
  const ranInt8 = { argv: ['run', 'out', '--input', 'test.npy', '--output', 'int8.npy', '--batch', '5'] }
  const ranFloat = { argv: ['run', 'net.ts#smallNet', '--input', 'test.npy', '--output', 'float.npy'] }
  const evaluated = { argv: ['eval', 'out', '--input', 'test.npy', '--labels', 'labels.npy'] }
  const refused = [
    {
      what: 'NaN in calibration data, naming the row',
      argv: quantize('nan.npy', '--out', 'none'),
      says: ['TSFX3001', '1'],
    },
    { what: 'an empty calibration set', argv: quantize('empty.npy', '--out', 'none'), says: ['TSFX30'] },
    { what: 'truncated data', argv: quantize('cut.npy', '--out', 'none'), says: ['TSFX7010', 'cut.npy'] },
    {
      what: 'data of a wrong shape',
      argv: quantize('small.npy', '--out', 'none', '--input', 'x:?,6,6,1'),
      says: ['TSFX', '5,5'],
    },
    {
      what: 'an unknown backend',
      argv: quantize('test.npy', '--out', 'none', '--backend', 'abacus'),
      says: ['TSFX3008', 'wasm'],
    },
    {
      what: 'an unknown option',
      argv: quantize('test.npy', '--out', 'none', '--bits', '8'),
      says: ['TSFX7000'],
    },
    {
      what: 'an unknown rounding',
      argv: quantize('test.npy', '--out', 'none', '--rounding', 'banker'),
      says: ['TSFX7000'],
    },
    { what: 'a folder that is not ours', argv: quantize('test.npy', '--out', '.'), says: ['TSFX7003'] },
    {
      what: 'labels of another length',
      argv: ['eval', 'out', '--input', 'calibration.npy', '--labels', 'labels.npy'],
      says: ['TSFX7016', 'an output of [40, 3] does not fit 12 labels'],
    },
    {
      what: 'a folder without a report',
      argv: ['run', '.', '--input', 'test.npy', '--output', 'y.npy'],
      says: ['TSFX7014'],
    },
  ]
  const runs = runAll([quantized, ranInt8, ranFloat, evaluated, ...refused], () => folder)

  it('writes a module, its weights and a report', () => {
    const { status, stdout, stderr } = runs.get(quantized)!
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(stdout).toContain('left in float: nothing')
    const modules = ['small-net', 'small-net.float'].flatMap((stem) =>
      ['fx.ts', 'fx.ts.map', 'fx.js', 'fx.js.map', 'safetensors'].map((end) => `${stem}.${end}`),
    )
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(
      [...modules, 'report.json', 'tsfx-manifest.json'].sort(),
    )
    const report = JSON.parse(readFileSync(join(folder, 'out/report.json'), 'utf8'))
    expect(report).toMatchObject({
      generator: 'tsfx',
      rounding: 'float32',
      calibrationRows: 40,
      leftInFloat: [],
      notes: [],
    })
    expect(report.accuracy.float.rows).toBe(12)
  })

  it('runs the folder on any number of rows, near the float model', () => {
    expect(runs.get(ranInt8)).toMatchObject({ status: 0, stderr: '' })
    expect(runs.get(ranFloat)).toMatchObject({ status: 0, stderr: '' })
    const int8 = readNpy(readFileSync(join(folder, 'int8.npy')), 'int8.npy')
    const float = readNpy(readFileSync(join(folder, 'float.npy')), 'float.npy')
    expect(int8.shape).toEqual([12, 3])
    const signal = Math.hypot(...float.data)
    const noise = Math.hypot(...Array.from(float.data, (value, i) => value - (int8.data[i] as number)))
    expect(20 * Math.log10(signal / noise)).toBeGreaterThan(20)
  })

  it('evaluates the folder', () => {
    expect(runs.get(evaluated)!.stdout).toMatch(/top-1 \d+\.\d\d % \(\d+ of 12\)/)
  })

  it.each(refused)('refuses $what, and writes nothing', (one) => {
    const { status, stderr } = runs.get(one)!
    expect(status).toBe(1)
    for (const text of one.says) expect(stderr).toContain(text)
    expect(existsSync(join(folder, 'none'))).toBe(false)
    expect(existsSync(join(folder, 'y.npy'))).toBe(false)
  })

  it('runs the folder moved to another place, and refuses it when its weights were changed', () => {
    const files = Object.fromEntries(
      readdirSync(join(folder, 'out')).map((name) => [name, readFileSync(join(folder, 'out', name))]),
    )
    const moved = project(files)
    const damaged = project(files)
    const weights = Uint8Array.from(files['small-net.safetensors'] as Uint8Array)
    weights[weights.length - 1] = (weights.at(-1) as number) ^ 1
    writeFileSync(join(damaged, 'small-net.safetensors'), weights)
    const [whole, broken] = runTsfx(
      [moved, damaged].map((place) => [
        'run',
        place,
        '--input',
        'test.npy',
        '--output',
        join(place, 'y.npy'),
      ]),
      folder,
    )
    expect(whole).toMatchObject({ status: 0 })
    expect(broken).toMatchObject({ status: 1 })
    expect(broken!.stderr).toContain('TSFX6020')
    expect(existsSync(join(damaged, 'y.npy'))).toBe(false)
  })
})
