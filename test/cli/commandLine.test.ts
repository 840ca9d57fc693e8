/** @file What a command line, and a comment that stands for one, may say: names of models, paths that are printed, inputs. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type NodeRun, runTsfx } from '../setup/runNode.ts'
import { project } from './models.ts'

const NET = `import * as tf from '@tensorflow/tfjs-core'
import { twice } from './twice é.ts'
export class Net {
  forward(x: tf.Tensor2D) {
    return twice(x)
  }
}
export { Net as 'Net#2' }
`
const TWICE = `import * as tf from '@tensorflow/tfjs-core'
export const twice = (x: tf.Tensor2D) => tf.mul(x, 2)
`
const ODD_FOLDER = 'a b#c%20é'
const ODD = `${ODD_FOLDER}/né t#1%41.ts`
const tagged = (words: string): string => `import * as tf from '@tensorflow/tfjs-core'
/**
 * A net.
 * @tsfx ${words}
 */
export class Net {
  forward(x: tf.Tensor2D) {
    return tf.neg(x)
  }
}
`

const input = ['--input', 'x:?,4'] as const
const odd = {
  traced: ['trace', `${ODD}#Net`, ...input],
  named: ['trace', `${ODD}#Net#2`, ...input],
  checked: ['check', ODD],
  checkedOne: ['check', `${ODD}#Net`],
  written: ['trace', `${ODD}#Net`, ...input, '--out', `out/${ODD_FOLDER}`],
  missing: ['trace', 'gone#1.ts#Net', ...input],
  withoutExport: ['trace', ODD, ...input],
}
const inputs = {
  badSpec: ['trace', 'badSpec.ts#Net'],
  badName: ['trace', 'badName.ts#Net'],
  twice: ['trace', 'twice.ts#Net'],
  typedTwice: ['trace', 'badSpec.ts#Net', '--input', 'x:?,4', '--input', 'x:?,5'],
  watched: ['watch', 'badSpec.ts#Net', '--once'],
  watchedBelow: ['watch', 'below', '--once'],
}
const others = { lsp: ['lsp', '--json'], help: ['help', 'TSFX1101'] }

describe('the command line', () => {
  const folder = project({
    'badSpec.ts': tagged('--input x:?,four,-3'),
    'badName.ts': tagged('--input z:?,4'),
    'twice.ts': tagged('--input x:?,4 --input x:?,5'),
  })
  mkdirSync(join(folder, 'below'))
  writeFileSync(join(folder, 'below/net.ts'), tagged('--input x:?,4'))
  mkdirSync(join(folder, ODD_FOLDER))
  writeFileSync(join(folder, ODD), NET)
  writeFileSync(join(folder, ODD_FOLDER, 'twice é.ts'), TWICE)
  const commands = { ...odd, ...inputs, ...others }
  const runs = {} as Record<keyof typeof commands, NodeRun>
  beforeAll(() => {
    const names = Object.keys(commands) as (keyof typeof commands)[]
    const results = runTsfx(
      names.map((name) => commands[name]),
      folder,
    )
    names.forEach((name, i) => {
      runs[name] = results[i] as NodeRun
    })
  })

  it('finds a model in folders and files of any name', () => {
    expect(runs.traced).toMatchObject({ status: 0, stderr: '' })
    expect(runs.traced.stdout).toContain('mul = mul(x')
    expect(runs.named).toMatchObject({ status: 0, stderr: '' })
    expect(runs.checked).toMatchObject({ status: 0 })
    expect(runs.checked.stdout).toContain(`${ODD}#Net`)
    expect(runs.checkedOne).toMatchObject({ status: 0, stdout: `0 findings in 1 model: ${ODD}#Net` })
  })

  it('refuses a name without a file or without an export', () => {
    expect(runs.missing).toMatchObject({ status: 1, stderr: expect.stringContaining('gone#1.ts') })
    expect(runs.missing.stderr).toContain('TSFX7005')
    expect(runs.withoutExport).toMatchObject({ status: 1, stderr: expect.stringContaining('TSFX7004') })
  })

  it('prints paths that are there, from the current folder', () => {
    const paths = runs.written.stdout.split('\n')
    expect(paths).toContain(`out/${ODD_FOLDER}/net.fx.ts`)
    expect(paths.filter((path) => !existsSync(join(folder, path)))).toEqual([])
    expect(runs.watchedBelow.stdout).toContain('wrote below/net.fx.ts, ')
  })

  it('shows the comment that says inputs which cannot be', () => {
    expect(runs.badSpec).toMatchObject({ status: 1, stderr: expect.stringContaining('TSFX7011') })
    for (const run of [runs.badSpec, runs.watched]) {
      expect(run.stderr).toContain('at: badSpec.ts:4:4')
      expect(run.stderr).toContain('> 4 |  * @tsfx --input x:?,four,-3')
    }
    expect(runs.badName).toMatchObject({ status: 1, stderr: expect.stringContaining('takes x') })
    expect(runs.badName.stderr).toContain('> 4 |  * @tsfx --input z:?,4')
  })

  it('refuses an input that is there twice', () => {
    expect(runs.twice.stderr).toContain('TSFX7000 --input x is there twice')
    expect(runs.twice.stderr).toContain('at: twice.ts:4:4')
    expect(runs.typedTwice.stderr).toContain('TSFX7000 --input x is there twice')
    expect(runs.typedTwice.stderr).not.toContain('at:')
  })

  it('has no JSON of the language server, whose output is its protocol', () => {
    expect(runs.lsp.status).toBe(1)
    expect(JSON.parse(runs.lsp.stdout)).toMatchObject({
      command: 'lsp',
      exitCode: 1,
      diagnostics: [{ code: 'TSFX7000', message: expect.stringContaining('--json') }],
    })
  })

  it('says what a code means without the braces of its slots', () => {
    expect(runs.help.stdout.split('\n')[0]).toBe(
      'TSFX1101 `...` tests the truthiness of the tensor `...`, which is always true',
    )
  })
})
