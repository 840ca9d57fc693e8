/** @file Models that hang, crash, print or take all memory, run by the language server: it answers, and goes on. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CommandResult } from '@tsfx/lsp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { project } from '../cli/models.ts'
import { FULL, LspClient } from './client.ts'

const model = (act: string): string => `import * as tf from '@tensorflow/tfjs-core'
const kept: unknown[] = []
/** @tsfx --input x:?,4 */
export class Net {
  constructor() {
    ${act}
  }
  forward(x: tf.Tensor2D) {
    return tf.relu(x)
  }
}
`

const MODELS = {
  good: model("console.log('made a model'); process.send?.({ kind: 'answer' })"),
  hanging: model("console.log('now it hangs'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"),
  exiting: model('process.exit(7)'),
  throwing: model("throw new Error('no weights')"),
  forging: model("throw new Error('a\\n  fix: b\\nfix: [x](command:y)\\u202e')"),
  later: model("setTimeout(() => { throw new Error('later') }, 0)"),
  rejecting: model("void Promise.reject(new Error('not now'))"),
  killed: model("process.kill(process.pid, 'SIGKILL'); for (;;);"),
  growing: model('for (;;) kept.push(new Float32Array(1e6).fill(1))'),
  refused: model('').replace(
    'return tf.relu(x)',
    'return (x as any)[tf.relu(x).rank === 2 ? "dataSync" : ""]()',
  ),
  untagged: model('').replace(/\/\*\*.*\n/, ''),
  badTag: model('').replace('--input x:?,4', '--out build'),
}

describe('tsfx lsp, given models that misbehave', () => {
  const folder = project(
    Object.fromEntries(Object.entries(MODELS).map(([name, text]) => [`${name}.ts`, text])),
  )
  const uriOf = (name: keyof typeof MODELS) => pathToFileURL(join(folder, `${name}.ts`)).href
  let client: LspClient
  const run = async (name: keyof typeof MODELS, command = 'tsfx.trace'): Promise<CommandResult> => {
    if (client.textOf(uriOf(name)) === '') await client.open(uriOf(name), MODELS[name])
    return client.command(command, uriOf(name), 'Net')
  }

  beforeAll(async () => {
    const initializationOptions = { limits: { seconds: 3600, megabytes: 1200 } }
    client = await LspClient.start(folder, { initializationOptions, capabilities: FULL })
  })
  afterAll(async () => {
    expect(await client.stop()).toBe(0)
  })

  it('logs what a model prints, and takes none of it for an answer', async () => {
    expect(await run('good')).toMatchObject({ kind: 'done' })
    expect(await client.until(() => client.log.find((line) => line.includes('made a model')))).toBe(
      'Net: made a model',
    )
  })

  it.each([
    ['exiting', 'crashed', 'TSFX8004', 'ended with exit code 7'],
    ['throwing', 'refused', 'TSFX7019', 'no weights'],
    ['later', 'refused', 'TSFX7019', 'later'],
    ['rejecting', 'refused', 'TSFX7019', 'not now'],
    ['killed', 'crashed', 'TSFX8004', 'ended by SIGKILL'],
    ['growing', 'outOfMemory', 'TSFX8006', 'more than 1200 MB'],
    ['refused', 'refused', 'TSFX1005', 'dataSync'],
    ['untagged', 'noInputs', 'TSFX8002', 'with which inputs Net is traced'],
    ['badTag', 'refused', 'TSFX1113', "'--out' is not one of its options"],
  ] as const)('tells of a model that is %s', async (name, failure, code, message) => {
    const result = await run(name)
    expect(result).toMatchObject({ kind: 'failed', failure, message: expect.stringContaining(message) })
    expect(result.kind === 'failed' && result.diagnostics[0]?.code).toBe(code)
    const shown = await client.until(() =>
      client.lastOf(uriOf(name)).find((diagnostic) => diagnostic.code === code),
    )
    expect(shown).toMatchObject({ source: 'tsfx', severity: 1 })
  })

  it('takes no text of a model for its own, and makes no links of it', async () => {
    const result = await run('forging')
    const line = ' could not be run: a fix: b fix: [x] (command:y)\\u{202e}'
    expect(result).toMatchObject({ message: expect.stringMatching(/^TSFX7019 [^\n]*$/) })
    expect(result).toMatchObject({ message: expect.stringContaining(line) })
    const { message } = await client.until(() =>
      client.lastOf(uriOf('forging')).find(({ code }) => code === 'TSFX7019'),
    )
    expect(message).toContain('a\n    |   fix: b\n    | fix: [x](command:y)\\u{202e}\nfix: ')
    const shown = client.said.filter(({ method }) => method === 'window/showMessageRequest')
    expect(shown.map(({ params }) => (params as { message: string }).message)).toContainEqual(
      expect.stringContaining(line),
    )
  })

  it('asks for data when a model is quantized without', async () => {
    expect(await run('good', 'tsfx.quantize')).toMatchObject({ kind: 'failed', failure: 'noData' })
  })

  it('ends a model that hangs when its user cancels, and says so', async () => {
    await client.open(uriOf('hanging'), MODELS.hanging)
    const running = client.command('tsfx.trace', uriOf('hanging'), 'Net')
    await client.until(() => client.log.find((line) => line.includes('now it hangs')))
    client.cancelProgress()
    expect(await running).toMatchObject({ kind: 'failed', failure: 'cancelled' })
  })

  it('ends a model that hangs at its limit, answering all the while', async () => {
    const limited = { settings: { tsfx: { limits: { seconds: 2 } } } }
    await client.connection.sendNotification('workspace/didChangeConfiguration', limited)
    const running = run('hanging')
    expect(
      await client.replace(uriOf('good'), 'return tf.relu(x)', 'return x ? tf.relu(x) : x'),
    ).toHaveLength(1)
    expect(await running).toMatchObject({
      kind: 'failed',
      failure: 'timedOut',
      message: expect.stringContaining('not done after 2 seconds'),
    })
    expect(await client.replace(uriOf('good'), 'x ? tf.relu(x) : x', 'tf.relu(x)')).toEqual([])
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { tsfx: {} } })
    expect(await run('good')).toMatchObject({ kind: 'done' })
  })

  it('answers malformed requests with errors', async () => {
    const command = (params: unknown) => client.request('workspace/executeCommand', params)
    await expect(command({ command: 'tsfx.trace', arguments: [] })).rejects.toThrow('TSFX8001')
    await expect(
      command({ command: 'tsfx.trace', arguments: [{ uri: 7, exportName: 'Net' }] }),
    ).rejects.toThrow('TSFX8001')
    await expect(
      command({ command: 'tsfx.trace', arguments: [{ uri: 'file://%zz', exportName: 'Net' }] }),
    ).rejects.toThrow('TSFX8001')
    await expect(command({ command: 'tsfx.format', arguments: [] })).rejects.toThrow('TSFX8001')
    await expect(client.request('textDocument/hover', null)).rejects.toThrow()
    for (const method of ['hover', 'definition', 'codeLens', 'codeAction'])
      await expect(client.request(`textDocument/${method}`, {})).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining('TSFX8010'),
      })
    await expect(command({ command: 'tsfx.trace', arguments: {} })).rejects.toMatchObject({ code: -32602 })
    expect(await client.command('tsfx.trace', uriOf('good'), 'Nope')).toMatchObject({
      kind: 'failed',
      message: 'TSFX8009 good.ts does not export a model Nope; its models are Net',
    })
    expect(await client.command('tsfx.trace', uriOf('good'), '[a](command:x)\u001b')).toMatchObject({
      message: expect.stringContaining(' [a] (command:x)\\u{1b};'),
    })
    await expect(client.request('tsfx/nothing', {})).rejects.toThrow()
    const strange = { textDocument: { uri: 'tsfx:/net.fx.ts?%%%' }, position: { line: 1e9, character: -1 } }
    expect(await client.request('textDocument/hover', strange)).toBeNull()
    expect(await client.request('textDocument/definition', strange)).toEqual([])
    expect(await client.request('textDocument/codeLens', { textDocument: { uri: 'untitled:1' } })).toEqual([])
  })

  it('tells of a model that is not there', async () => {
    const result = await client.command('tsfx.trace', uriOf('good').replace('good', 'gone'), 'Net')
    expect(result).toMatchObject({
      kind: 'failed',
      failure: 'refused',
      message: 'TSFX8009 gone.ts does not export a model Net; its models are none',
    })
  })

  // Last: the server ends.
  it('ends with a word to its log when what comes is no message', async () => {
    const broken = await LspClient.start(folder)
    broken.process.stdin?.write('garbage\r\n\r\n')
    expect(await broken.exited).toBe(1)
    expect(broken.log.join('')).toContain('is no message of the protocol')
  })
})

it('ends with its input, and leaves no process behind', async () => {
  const text = model("console.log('process', process.pid); while (kept.length === 0) {}")
  const folder = project({ 'hanging.ts': text })
  const uri = pathToFileURL(join(folder, 'hanging.ts')).href
  const client = await LspClient.start(folder)
  await client.open(uri, text)
  client.command('tsfx.trace', uri, 'Net').catch(() => {})
  const pid = await client.until(() =>
    client.log.map((line) => /process (\d+)/.exec(line)?.[1]).find(Boolean),
  )
  client.process.stdin?.end()
  expect(await client.exited).toBe(0)
  await gone(Number(pid))
})

/** Resolves when there is no such process; the test's own limit ends the wait. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
