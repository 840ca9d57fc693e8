/** @file `tsfx check`: findings in order, what was regarded as a model, what could not be followed; typed and untyped. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { JsonDocument } from '../../packages/tsfx/src/cli/commandOutput.ts'
import { type NodeRun, runTsfx } from '../setup/runNode.ts'
import { project } from './models.ts'

const IMPORT = "import * as tf from '@tensorflow/tfjs-core'\n"

const folder = project({
  'tsconfig.json': '{ "include": ["*.ts"], "compilerOptions": { "module": "preserve", "strict": true } }',
  'net.ts': `${IMPORT}import { gate } from './gate.ts'
export class Net {
  forward(x: tf.Tensor2D, mask?: tf.Tensor2D) {
    if (x > 0) return tf.relu(x)
    return mask ? tf.mul(gate(x), mask) : gate(x)
  }
}
export abstract class Base { abstract forward(x: tf.Tensor): tf.Tensor }
export const makeNet = () => new Net()
export const show = (x: tf.Tensor) => console.log(x.dataSync())
`,
  'gate.ts': `${IMPORT}export const gate = (t: tf.Tensor2D) => t ? tf.relu(t) : t\n`,
  'fine.ts': `${IMPORT}export const fine = { forward: (x: tf.Tensor) => tf.relu(x) }
export async function load() {
  return fine
}
`,
  'net.js': `${IMPORT}export class Net {
  forward(x, mask = null, training = false, rate) {
    if (mask && !training && rate) return this.act(x)
    return x ? tf.relu(x) : x
  }
}
`,
  'open.js': `${IMPORT}const acts = new Map()
export const register = (name, act) => acts.set(name, act)
export class Open {
  forward(x) {
    return acts.get('act')(x)
  }
}
`,
  'sub/tagged.ts': `${IMPORT}export class A { forward(x: tf.Tensor2D) { return tf.relu(x) } }
/** @tsfx --input x:?,4 */
export const b = (x: tf.Tensor2D) => (x > 0 ? x : tf.neg(x))
export const c = (x: tf.Tensor2D) => (x > 0 ? x : tf.neg(x))
`,
  'sub/tagged.js': `${IMPORT}/** @tsfx --input x:?,4 --input on=true */
export const b = (x, on) => (on && x ? tf.relu(x) : x)
`,
  'sub/syn.ts': `${IMPORT}export function f(x: tf.Tensor2D) {
  return tf.relu(x
}
`,
  'common.cjs': `const tf = require('@tensorflow/tfjs-core')
class Net {
  forward(x) {
    return tf.relu(x)
  }
}
module.exports = { Net, forward: (x) => tf.relu(x) }
`,
})

const commands = {
  project: ['check'],
  json: ['check', 'net.ts', '--json'],
  fine: ['check', 'fine.ts'],
  untyped: ['check', 'net.js'],
  named: ['check', 'net.js#Net', '--input', 'x'],
  function: ['check', 'net.ts#show'],
  none: ['check', 'gate.ts'],
  oneOfTwo: ['check', 'fine.ts', 'gate.ts', '--json'],
  noExport: ['check', 'net.ts#nosuch'],
  common: ['check', 'common.cjs'],
  namedCommon: ['check', 'common.cjs#Net', 'common.cjs#default'],
  open: ['check', 'fine.ts', 'open.js#Open'],
  errorOnOpen: ['check', 'fine.ts', 'open.js#Open', '--error-on-unfollowed'],
  errorOnNone: ['check', 'fine.ts', '--error-on-unfollowed'],
  tagged: ['check', 'sub/tagged.ts', 'sub/tagged.js'],
  syntax: ['check', 'sub/syn.ts'],
  syntaxNamed: ['check', 'sub/syn.ts#f', 'fine.ts'],
  missing: ['check', 'gone.ts'],
  other: ['check', 'tsconfig.json'],
}
const runs = {} as Record<keyof typeof commands, NodeRun>

beforeAll(() => {
  const results = runTsfx(Object.values(commands), folder)
  Object.keys(commands).forEach((name, i) => {
    runs[name as keyof typeof commands] = results[i] as NodeRun
  })
})

const places = ({ stdout }: NodeRun): string[] =>
  [...stdout.matchAll(/^(TSFX\d+) .*\n {2}at: (.*)$/gm)].map(([, code, place]) => `${code} ${place}`)

describe('tsfx check', () => {
  it('checks the models of the project, each hazard once, in the order of files and lines', () => {
    const { status, stdout } = runs.project
    expect(places(runs.project)).toEqual(['TSFX1101 gate.ts:2:41', 'TSFX1108 net.ts:5:9'])
    expect(stdout).toContain('2 findings in 4 models: fine.ts#load, fine.ts#fine, net.ts#Net, net.ts#makeNet')
    expect(stdout).toContain('fix: use `tf.greater(x, 0)`')
    expect(stdout).toContain('> 5 |     if (x > 0) return tf.relu(x)\n    |         ^^^^^\n')
    expect(status).toBe(1)
  })

  it('prints JSON for tools', () => {
    const { exitCode, diagnostics, result } = JSON.parse(runs.json.stdout) as JsonDocument
    const models = result?.models as Record<string, unknown>[]
    expect(exitCode).toBe(1)
    expect(models.map((model) => [model.export, model.checked])).toEqual([
      ['Net', true],
      ['makeNet', true],
    ])
    expect(diagnostics).toMatchObject([
      {
        code: 'TSFX1101',
        severity: 'error',
        place: { line: 2, column: 41, endLine: 2, endColumn: 42 },
        help: { page: 'docs/diagnostics/TSFX1101.md', command: 'tsfx help TSFX1101' },
      },
      {
        code: 'TSFX1108',
        place: { line: 5, column: 9, endColumn: 14 },
        fix: expect.stringContaining('tf.greater(x, 0)'),
      },
    ])
  })

  it('says when there is nothing to find, and when there is no model', () => {
    expect(runs.fine).toMatchObject({
      status: 0,
      stdout: '0 findings in 2 models: fine.ts#load, fine.ts#fine',
    })
  })

  it('fails for a file that is named and holds no model: nothing was checked', () => {
    const message = 'gate.ts holds no model: nothing that it exports has a forward'
    expect(runs.none).toMatchObject({ status: 1, stderr: expect.stringContaining(message) })
    expect(runs.oneOfTwo).toMatchObject({ status: 1, stderr: '' })
    expect(JSON.parse(runs.oneOfTwo.stdout)).toMatchObject({
      diagnostics: [{ code: 'TSFX7000', message }],
      result: { models: [{ export: 'load' }, { export: 'fine' }] },
    })
  })

  it('fails for an export that is not there', () => {
    expect(runs.noExport.status).toBe(1)
    expect(runs.noExport.stderr).toMatch(
      /TSFX7006 .*net\.ts does not export nosuch; .* Net, Base, makeNet, show/,
    )
  })

  it('finds the exports of CommonJS', () => {
    const stdout = expect.stringMatching(/^0 findings in 2 models: .*common.cjs#Net/)
    expect(runs.common).toMatchObject({ status: 0, stdout })
    expect(runs.namedCommon).toMatchObject({ status: 0, stdout })
  })

  it('takes what it cannot follow for an error where that is asked', () => {
    expect(runs.open).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('not followed in open.js#Open'),
    })
    expect(runs.errorOnOpen).toMatchObject({ status: 1, stdout: runs.open.stdout })
    expect(runs.errorOnNone.status).toBe(0)
  })

  it('takes parameters without types for tensors, but those with a default; says what it could not follow', () => {
    expect(places(runs.untyped)).toEqual(['TSFX1101 net.js:4:30', 'TSFX1101 net.js:5:12'])
    expect(places(runs.named)).toEqual(['TSFX1101 net.js:5:12'])
    expect(runs.named.stdout).toMatch(/not followed in net\.js#Net: `this\.act` .*net\.js:4:43\)/)
  })

  it('checks a function of tensors that has a tag, as the tag says', () => {
    expect(places(runs.tagged)).toEqual(['TSFX1101 sub/tagged.js:3:36', 'TSFX1108 sub/tagged.ts:4:39'])
    expect(runs.tagged.stdout).toContain('in 3 models: sub/tagged.ts#A, sub/tagged.ts#b, sub/tagged.js#b')
  })

  it('tells of a syntax error, and of nothing else of that file', () => {
    const message = /^TSFX1107 .*\n {2}at: sub\/syn\.ts:4:1\n[\s\S]*> 4 \| }/
    expect(runs.syntax).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(message) })
    expect(runs.syntax.stderr).not.toContain('TSFX7000')
    expect(runs.syntaxNamed).toMatchObject({
      status: 1,
      stdout: '0 findings in 2 models: fine.ts#load, fine.ts#fine',
      stderr: expect.stringMatching(message),
    })
  })

  it('checks a function that is named', () => {
    expect(places(runs.function)).toEqual(['TSFX1104 net.ts:11:53'])
  })

  it.each([
    ['missing', 'TSFX7005'],
    ['other', 'TSFX7000'],
  ] as const)('refuses a file it cannot read: %s', (name, code) => {
    expect(runs[name].status).toBe(1)
    expect(runs[name].stderr).toContain(code)
  })
})
