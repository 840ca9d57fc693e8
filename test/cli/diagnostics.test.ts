/** @file The form in which all commands tell errors and notes: on a terminal, as JSON, as a page of their own. */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { formatReport } from '@tsfx/ir'
import { beforeAll, describe, expect, it } from 'vitest'
import type { JsonDocument } from '../../packages/tsfx/src/cli/commandOutput.ts'
import { terminalStyle } from '../../packages/tsfx/src/cli/terminalStyle.ts'
import { type NodeRun, runTsfx } from '../setup/runNode.ts'
import { project, SMALL_NET } from './models.ts'

const IMPORT = "import * as tf from '@tensorflow/tfjs-core'\n"

const folder = project({
  'net.ts': SMALL_NET,
  'hazard.ts': `${IMPORT}export class Net {
  forward(x: tf.Tensor2D) {
    return x ? tf.relu(x) : x
  }
}
`,
  'throws.ts': `${IMPORT}
const stretch = (x: tf.Tensor2D) => {
  if (x.shape[1] === 4) throw new RangeError('four is too narrow')
  return tf.relu(x)
}
console.log('said by the model')
export class Net {
  forward(x: tf.Tensor2D) {
    return stretch(x)
  }
}
`,
  'later.ts': `${IMPORT}Promise.reject(new Error('not awaited'))
await new Promise(() => {
  setTimeout(() => {}, 60_000).unref()
})
export const net = (x: tf.Tensor) => tf.relu(x)
`,
  'lifted.js': `${IMPORT}const scales = tf.tensor1d([1, 2, 3, 4])
export const net = (x) => tf.mul(x, scales)
`,
})
const input = ['--input', 'x:?,4']

const commands = {
  hazard: ['trace', 'hazard.ts#Net', ...input],
  hazardJson: ['trace', 'hazard.ts#Net', ...input, '--json'],
  throws: ['trace', 'throws.ts#Net', ...input],
  throwsJson: ['trace', 'throws.ts#Net', ...input, '--json'],
  later: ['trace', 'later.ts#net', ...input],
  lifted: ['trace', 'lifted.js#net', ...input],
  liftedJson: ['trace', 'lifted.js#net', ...input, '--json'],
  table: ['trace', 'lifted.js#net', ...input, '--json', '--print', 'dot'],
  usage: ['trace', '--jsn', '--json'],
  nothing: ['nothing', '--json'],
  page: ['help', 'TSFX1101'],
  pageJson: ['help', 'tsfx1101', '--json'],
  noPage: ['help', 'TSFX9999'],
  watchNothing: ['watch', 'gone.ts#Net', '--json'],
  help: ['trace', '--help'],
  passes: ['passes', 'foldBatchNorm', '--json'],
}
const runs = {} as Record<keyof typeof commands, NodeRun>

beforeAll(() => {
  const results = runTsfx(Object.values(commands), folder)
  Object.keys(commands).forEach((name, i) => {
    runs[name as keyof typeof commands] = results[i] as NodeRun
  })
})

const documentOf = ({ stdout }: NodeRun): JsonDocument => JSON.parse(stdout)

describe('a diagnostic on a terminal', () => {
  it('has code, place from the current folder, code frame, fix and where to read more', () => {
    expect(runs.hazard.stderr).toBe(
      [
        'TSFX1101 `?:` tests the truthiness of the tensor `x`, which is always true',
        '  at: hazard.ts:4:12',
        "  1 | import * as tf from '@tensorflow/tfjs-core'",
        '  2 | export class Net {',
        '  3 |   forward(x: tf.Tensor2D) {',
        '> 4 |     return x ? tf.relu(x) : x',
        '    |            ^',
        '  5 |   }',
        '  6 | }',
        '  7 |',
        '  fix: choose by value with `tf.where(x, tf.relu(x), x)`; test whether a tensor was given with `!= null`',
        '  see: tsfx help TSFX1101',
      ].join('\n'),
    )
    expect(runs.hazard.status).toBe(1)
  })

  it('shows the line of the user that threw', () => {
    expect(runs.throws.stderr).toContain('TSFX1019')
    expect(runs.throws.stderr).toContain('four is too narrow')
    expect(runs.throws.stderr).toContain('  at: throws.ts:4:31\n')
    expect(runs.throws.stderr).toMatch(/> 4 \|.*throw new RangeError.*\n.*\| {31}\^{14}\n/)
    expect(runs.throws.status).toBe(1)
  })

  it('shows what user code throws when nobody waits for it', () => {
    expect(runs.later.status).toBe(1)
    expect(runs.later.stderr).toContain(
      'TSFX7019 later.ts could not be run: not awaited\n  at: later.ts:2:16\n',
    )
  })

  it('is a note when it stops nothing', () => {
    expect(runs.lifted.status).toBe(0)
    expect(runs.lifted.stderr).toMatch(/^note: a tensor of \[4\] that no field.*\n {2}at: lifted\.js:3:30$/)
  })

  it('has colours on a terminal, unless NO_COLOR says otherwise', () => {
    const report = documentOf(runs.hazardJson).diagnostics[0]!
    const plain = formatReport(report, terminalStyle({ isTTY: true }, { NO_COLOR: '1' }))
    const colored = formatReport(report, terminalStyle({ isTTY: true }, {}))
    expect(plain).not.toContain('\u001b')
    expect(formatReport(report, terminalStyle({}, {}))).toBe(plain)
    expect(formatReport(report, terminalStyle({ isTTY: true }, { TERM: 'dumb' }))).toBe(plain)
    expect(colored).toContain('\u001b[1;31mTSFX1101\u001b[0m')
    expect(stripVTControlCharacters(colored)).toBe(plain)
  })
})

describe('--json', () => {
  it('prints one document with the diagnostics, and nothing else', () => {
    expect(runs.hazardJson).toMatchObject({ status: 1, stderr: '' })
    expect(documentOf(runs.hazardJson)).toEqual({
      command: 'trace',
      exitCode: 1,
      diagnostics: [
        {
          code: 'TSFX1101',
          severity: 'error',
          kind: 'user',
          message: '`?:` tests the truthiness of the tensor `x`, which is always true',
          place: {
            file: expect.stringMatching(/^\/.*hazard\.ts$/),
            line: 4,
            column: 12,
            endLine: 4,
            endColumn: 13,
          },
          node: null,
          frame: expect.stringContaining('> 4 |     return x ?'),
          fix: expect.stringContaining('tf.where'),
          help: { page: 'docs/diagnostics/TSFX1101.md', command: 'tsfx help TSFX1101' },
        },
      ],
      result: null,
    })
  })

  it('keeps what the model prints out of the document', () => {
    expect(documentOf(runs.throwsJson).diagnostics).toMatchObject([
      {
        code: 'TSFX1019',
        place: { line: 4, column: 31 },
        frame: expect.stringContaining('throw new RangeError'),
      },
    ])
  })

  it('has the result, and notes', () => {
    const { exitCode, diagnostics, result } = documentOf(runs.liftedJson)
    expect(exitCode).toBe(0)
    expect(diagnostics).toMatchObject([{ code: null, severity: 'note', place: { line: 3, column: 30 } }])
    expect(Object.keys(result ?? {})).toEqual(['graph'])
    expect(documentOf(runs.table).result).toEqual({ dot: expect.stringMatching(/^digraph/) })
    expect(documentOf(runs.passes).result).toMatchObject({ passes: [{ name: 'foldBatchNorm' }] })
  })

  it('tells of a command line that cannot be understood', () => {
    expect(documentOf(runs.usage)).toMatchObject({ exitCode: 1, diagnostics: [{ code: 'TSFX7000' }] })
    expect(documentOf(runs.nothing)).toMatchObject({ exitCode: 1, diagnostics: [{ code: 'TSFX7000' }] })
  })

  it('is a line where lines are read', () => {
    expect(runs.watchNothing.stdout.split('\n')).toHaveLength(1)
    expect(JSON.parse(runs.watchNothing.stdout)).toMatchObject({
      event: 'closed',
      exitCode: 1,
      diagnostics: [{ code: 'TSFX7005' }],
    })
  })

  it('is in the help of every command', () => {
    expect(runs.help.stdout).toContain('--json')
  })
})

describe('tsfx help with a code', () => {
  it('prints the page', () => {
    expect(runs.page.status).toBe(0)
    expect(runs.page.stdout).toMatch(/^TSFX1101 `\.\.\.` tests the truthiness/)
    expect(runs.page.stdout).toContain('# A branch on a tensor')
    expect(documentOf(runs.pageJson).result).toMatchObject({ code: 'TSFX1101', text: runs.page.stdout })
  })

  it('refuses a code that there is not', () => {
    expect(runs.noPage).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("no diagnostic 'TSFX9999'"),
    })
  })

  it('has every page in the package that is published', () => {
    const folder = fileURLToPath(new URL('../../packages/tsfx', import.meta.url))
    const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--loglevel=error'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    })
    const [packed] = JSON.parse(listed.slice(listed.indexOf('['))) as [{ files: { path: string }[] }]
    const pages = packed.files.flatMap(({ path }) => /^docs\/diagnostics\/(.*)$/.exec(path)?.[1] ?? [])
    expect(pages.sort()).toEqual(readdirSync(new URL('../../docs/diagnostics', import.meta.url)).sort())
  })
})
