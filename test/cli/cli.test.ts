/** @file The CLI as a user runs it: in a process of its own, on files outside of the workspace. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readNpy, writeNpy } from 'tsfx/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { runTsfx } from '../setup/runNode.ts'
import { project, SMALL_NET } from './models.ts'

/** Images of `[rows, 6, 6, 1]` between 0 and 1, always the same. */
function images(rows: number): Uint8Array {
  const data = Float32Array.from({ length: rows * 36 }, (_, i) => ((i * 7919) % 101) / 100)
  return writeNpy(data, [rows, 6, 6, 1])
}

describe('tsfx trace', () => {
  it('prints the graph of a TypeScript model outside of the workspace, with the names of its source', () => {
    const folder = project({ 'net.ts': SMALL_NET })
    const { status, stdout, stderr } = runTsfx(['trace', 'net.ts#SmallNet', '--input', 'x:?,6,6,1'], folder)
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(stdout).toContain('SmallNet(x: float32[batch, 6, 6, 1])')
    expect(stdout).toMatch(/edges = relu\(.*net\.ts:12:22/)
    expect(stdout).toMatch(/features = mean\(edges/)
  })

  it('writes the emitted module, and refuses a folder that is not ours', () => {
    const folder = project({ 'net.ts': SMALL_NET })
    expect(runTsfx(['trace', 'net.ts#SmallNet', '--input', 'x:?,6,6,1', '--out', 'out'], folder).status).toBe(
      0,
    )
    expect(readFileSync(join(folder, 'out/small-net.fx.ts'), 'utf8')).toContain('// edges first')
    const refused = runTsfx(['trace', 'net.ts#SmallNet', '--input', 'x:?,6,6,1', '--out', '.'], folder)
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain('TSFX7003')
    expect(readdirSync(folder).sort()).toEqual(['net.ts', 'out'])
  })

  const branching = (type: string) =>
    `import * as tf from '@tensorflow/tfjs-core'\nexport class Net {\n  forward(x${type}) {\n    if (tf.max(x)) return tf.relu(x)\n    return x\n  }\n}\n`
  const reading = (type: string) =>
    `import * as tf from '@tensorflow/tfjs-core'\nexport class Net {\n  forward(x${type}) {\n    const first = x.dataSync()[0]\n    return tf.mul(x, first)\n  }\n}\n`

  it.each([
    ['if (tensor)', 'net.ts', branching(': tf.Tensor2D'), 'net.ts:4:9'],
    ['if (tensor)', 'net.js', branching(''), 'net.js:4:9'],
    ['dataSync()', 'net.ts', reading(': tf.Tensor2D'), 'net.ts:4:21'],
    ['dataSync()', 'net.js', reading(''), 'net.js:4:21'],
  ])('refuses %s in %s with file, line and column', (_, file, source, place) => {
    const folder = project({ [file]: source })
    const { status, stdout, stderr } = runTsfx(['trace', `${file}#Net`, '--input', 'x:?,4'], folder)
    expect(status).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^TSFX11\d\d /)
    expect(stderr).toContain(place)
    expect(stderr).toContain('fix:')
  })

  it.each([
    ['a missing export', 'net.ts#Missing', 'x:?,6,6,1', 'TSFX7006'],
    ['no export', 'net.ts', 'x:?,6,6,1', 'TSFX7004'],
    ['a missing file', 'no.ts#Net', 'x:?,6,6,1', 'TSFX7005'],
    ['what is no model', 'net.ts#notAModel', 'x:?,6,6,1', 'TSFX7007'],
    ['a wrong shape', 'net.ts#SmallNet', 'x:?,6,6,3', 'TSFX0511'],
    ['a wrong rank', 'net.ts#SmallNet', 'x:?,36', 'TSFX'],
    ['an input that is no input', 'net.ts#SmallNet', 'x=1', 'TSFX7011'],
  ])('refuses %s with a code', (_, model, input, code) => {
    const folder = project({ 'net.ts': `${SMALL_NET}\nexport const notAModel = 7\n` })
    const { status, stderr } = runTsfx(['trace', model, '--input', input], folder)
    expect(stderr).toContain(code)
    expect(status).toBe(1)
  })
})

describe('tsfx quantize, run and eval', () => {
  let folder: string
  beforeAll(() => {
    folder = project({
      'net.ts': SMALL_NET,
      'calibration.npy': images(40),
      'test.npy': images(12),
      'labels.npy': writeNpy(new Float32Array(12), [12]),
    })
    const { status, stderr } = runTsfx(
      [
        'quantize',
        'net.ts#SmallNet',
        '--calibration',
        'calibration.npy',
        '--eval',
        'test.npy',
        '--labels',
        'labels.npy',
        '--out',
        'out',
      ],
      folder,
    )
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })

  it('writes a module, its weights and a report', () => {
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(
      [
        ...['ts', 'ts.map', 'js', 'js.map'].flatMap((end) => [
          `small-net.fx.${end}`,
          `small-net.float.fx.${end}`,
        ]),
        'small-net.safetensors',
        'small-net.float.safetensors',
        'report.json',
        'tsfx-manifest.json',
      ].sort(),
    )
    const report = JSON.parse(readFileSync(join(folder, 'out/report.json'), 'utf8'))
    expect(report).toMatchObject({
      generator: 'tsfx',
      rounding: 'float32',
      calibrationRows: 40,
      leftInFloat: [],
    })
    expect(report.accuracy.float.rows).toBe(12)
  })

  it('runs the folder on any number of rows, near the float model', () => {
    expect(
      runTsfx(['run', 'out', '--input', 'test.npy', '--output', 'int8.npy', '--batch', '5'], folder).status,
    ).toBe(0)
    expect(
      runTsfx(['run', 'net.ts#SmallNet', '--input', 'test.npy', '--output', 'float.npy'], folder).status,
    ).toBe(0)
    const int8 = readNpy(readFileSync(join(folder, 'int8.npy')), 'int8.npy')
    const float = readNpy(readFileSync(join(folder, 'float.npy')), 'float.npy')
    expect(int8.shape).toEqual([12, 3])
    const signal = Math.hypot(...float.data)
    const noise = Math.hypot(...float.data.map((value, i) => value - (int8.data[i] as number)))
    expect(20 * Math.log10(signal / noise)).toBeGreaterThan(20)
  })

  it('evaluates the folder', () => {
    const { status, stdout } = runTsfx(
      ['eval', 'out', '--input', 'test.npy', '--labels', 'labels.npy'],
      folder,
    )
    expect(status).toBe(0)
    expect(stdout).toMatch(/top-1 \d+\.\d\d % \(\d+ of 12\)/)
  })

  it('refuses weights that are not those of the module', () => {
    const copy = project({})
    for (const file of readdirSync(join(folder, 'out')))
      writeFileSync(join(copy, file), readFileSync(join(folder, 'out', file)))
    const weights = readFileSync(join(copy, 'small-net.safetensors'))
    weights[weights.length - 1] = (weights.at(-1) as number) ^ 1
    writeFileSync(join(copy, 'small-net.safetensors'), weights)
    const { status, stderr } = runTsfx(
      ['run', '.', '--input', join(folder, 'test.npy'), '--output', 'y.npy'],
      copy,
    )
    expect(stderr).toContain('TSFX6020')
    expect(status).toBe(1)
    expect(existsSync(join(copy, 'y.npy'))).toBe(false)
  })

  const nan = writeNpy(
    Float32Array.from({ length: 72 }, (_, i) => (i === 40 ? Number.NaN : 0.5)),
    [2, 6, 6, 1],
  )
  it.each([
    ['NaN in calibration data', nan, [], 'TSFX3001'],
    ['an empty calibration set', writeNpy(new Float32Array(0), [0, 6, 6, 1]), [], 'TSFX30'],
    ['truncated data', images(3).subarray(0, -5), [], 'TSFX7010'],
    ['a wrong shape', writeNpy(new Float32Array(50), [2, 5, 5, 1]), ['--input', 'x:?,6,6,1'], 'TSFX'],
    ['an unknown backend', images(3), ['--backend', 'abacus'], 'TSFX3008'],
    ['an unknown option', images(3), ['--bits', '8'], 'TSFX7000'],
    ['an unknown rounding', images(3), ['--rounding', 'banker'], 'TSFX7000'],
  ])('refuses %s and writes nothing', (_, data, options, code) => {
    writeFileSync(join(folder, 'bad.npy'), data)
    const { status, stderr } = runTsfx(
      ['quantize', 'net.ts#SmallNet', '--calibration', 'bad.npy', '--out', 'none', ...options],
      folder,
    )
    expect(stderr).toContain(code)
    expect(status).toBe(1)
    expect(existsSync(join(folder, 'none'))).toBe(false)
  })
})
