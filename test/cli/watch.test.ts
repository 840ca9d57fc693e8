/** @file `tsfx watch\` as a user runs it: a process that goes on while files are saved. What it does with each kind of change is tested in packages/tsfx. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, it } from 'vitest'
import { FROM_SOURCES, runTsfx, setupFile } from '../setup/runNode.ts'
import { project } from './models.ts'

const IMPORT = "import * as tf from '@tensorflow/tfjs-core'\n"
const act = (op: string): string =>
  `${IMPORT}export const act = (x: tf.Tensor2D) => {\n  const y = tf.${op}(x)\n  return y\n}\n`
const net = (body: string): string => `${IMPORT}import { act } from './act.ts'
/** @tsfx --input x:?,4 */
export class Net {
  forward(x: tf.Tensor2D) {
    ${body}
  }
}
`

interface Told {
  readonly event: string
  readonly [key: string]: unknown
}

const running: ChildProcessWithoutNullStreams[] = []
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts `tsfx watch --json`; `next` waits for an event, however long it takes. */
function start(args: readonly string[], cwd: string) {
  const child = spawn(
    process.execPath,
    [...FROM_SOURCES, setupFile('tsfxMain.mjs'), 'watch', ...args, '--json'],
    { cwd },
  )
  running.push(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let errors = ''
  child.stderr.on('data', (data) => {
    errors += String(data)
  })
  const next = async (event: string): Promise<Told> => {
    for (;;) {
      const { done, value } = await lines.next()
      if (done) throw new Error(`it ended before '${event}': ${errors}`)
      const told = JSON.parse(value) as Told
      if (told.event === event) return told
    }
  }
  const exitCode = new Promise((resolve) => child.on('exit', resolve))
  return { child, next, exitCode }
}

/** Not so either when it has ended and nobody has asked for its exit code. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

describe('tsfx watch', () => {
  it('writes a model again when a file of it is saved, survives what cannot be made, and ends with what it runs', async () => {
    const folder = project({ 'act.ts': act('relu'), 'net.ts': net('return tf.neg(act(x))') })
    const path = (name: string) => join(folder, name)
    const { child, next, exitCode } = start(['.'], folder)
    expect(await next('regenerated')).toMatchObject({ model: 'net.ts#Net', nodes: { added: [] } })
    await next('idle')
    const good = readFileSync(path('net.fx.ts'), 'utf8')
    expect(good).toContain('tf.relu(')
    // The first call is in another file.
    expect(good).toContain('from Net (net.ts)')

    writeFileSync(path('net.ts'), net('return tf.neg(act(x)'))
    expect(await next('failed')).toMatchObject({
      reason: 'refused',
      diagnostics: [{ code: 'TSFX1107', place: { line: 7 }, frame: expect.stringContaining('> 7 |') }],
    })
    expect(readFileSync(path('net.fx.ts'), 'utf8')).toBe(good)

    writeFileSync(path('act.ts'), act('tanh'))
    writeFileSync(path('new.ts'), net('return tf.square(tf.neg(act(x)))'))
    renameSync(path('new.ts'), path('net.ts'))
    expect(await next('regenerated')).toMatchObject({ nodes: { added: ['square'], changed: ['y'] } })
    expect(readFileSync(path('net.fx.ts'), 'utf8')).toMatch(/tf\.tanh\([\s\S]*tf\.square\(/)

    // A model that hangs ends with the watching.
    writeFileSync(path('net.ts'), net('console.log(process.pid); for (;;); return x'))
    const { line } = await next('output')
    child.kill('SIGINT')
    expect(await next('closed')).toMatchObject({ exitCode: 0 })
    expect(await exitCode).toBe(0)
    await expect.poll(() => isRunning(Number(line)), { timeout: 30_000 }).toBe(false)
    expect(readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([])
    // Five processes, each of which loads everything from sources.
  }, 240_000)

  it('makes all models once, with plain lines in a pipe, and refuses what cannot be watched', () => {
    const folder = project({
      'act.ts': act('relu'),
      'net.ts': net('return act(x)'),
      'none.ts': 'export class Net { forward(x: never) { return x } }\n',
    })
    const [once, named, folderOption, missing] = runTsfx(
      [
        ['watch', '.', '--once'],
        ['watch', 'none.ts#Net', '--once'],
        ['watch', '.', '--once', '--input', 'x:?,4'],
        ['watch', 'gone.ts#Net', '--once'],
      ],
      folder,
    )
    expect(once).toMatchObject({ status: 0, stderr: '' })
    expect(once!.stdout).toBe(
      'net.ts#Net: 1 ops, [batch, 4] -> [batch, 4]; wrote net.fx.ts, 4 more files\nup to date',
    )
    expect(named).toMatchObject({ status: 1, stderr: expect.stringContaining('@tsfx --input') })
    expect(folderOption).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('TSFX7000 --input is about one'),
    })
    expect(missing).toMatchObject({ status: 1, stderr: expect.stringContaining('TSFX7005') })
  })
})
