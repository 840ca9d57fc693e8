/** @file The extension over the language server itself: a model is traced, quantized, compared and drawn in the editor. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { writeNpy } from 'tsfx/node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { project } from '../cli/models.ts'
import {
  activateExtension,
  installTsfx,
  isAlive,
  type RunningExtension,
} from '../vscode/extensionUnderTest.ts'
import type { CodeLens } from '../vscode/stubTypes.ts'

const NET = `import * as tf from '@tensorflow/tfjs-core'
import { writeFileSync } from 'node:fs'
import { Conv2d, Module, manualSeed } from '@tsfx/nn'

manualSeed(7)

/** @tsfx --input x:?,6,6,1 --data images.npy */
export class Net extends Module {
  stem = new Conv2d({ inChannels: 1, outChannels: 4, kernelSize: 3, pad: 'same' })

  override forward(x: tf.Tensor4D): tf.Tensor {
    const edges = tf.relu(this.stem.forward(x))
    return tf.mean(edges, [1, 2])
  }
}

/** @tsfx --input x:?,6,6,1 */
export class Hanging extends Module {
  override forward(x: tf.Tensor4D): tf.Tensor {
    writeFileSync(new URL('./pid', import.meta.url), String(process.pid))
    for (;;);
  }
}
`
const images = writeNpy(
  Float32Array.from({ length: 16 * 36 }, (_, i) => ((i * 7919) % 101) / 100),
  [16, 6, 6, 1],
)
/** Waits for what the server has to say first; it has much to load. */
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, 60_000)
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

describe('the extension over tsfx lsp', { timeout: 180_000 }, () => {
  const folder = project({ 'net.ts': NET, 'images.npy': images })
  const file = join(folder, 'net.ts')
  let extension: RunningExtension
  const of = (kind: string) => extension.editor.calls.filter(([name]) => name === kind)

  beforeAll(async () => {
    // The server runs from sources, as does the process of each model.
    const imports = ['../setup/stripTypes.mjs', '../setup/loadSources.mjs'].map(
      (name) => `--import ${path(name)}`,
    )
    vi.stubEnv('NODE_OPTIONS', `--conditions=tsfx-source ${imports.join(' ')}`)
    installTsfx(folder, `await import(${JSON.stringify(pathToFileURL(path('../lsp/serve.mjs')).href)})\n`)
    extension = await activateExtension({ folders: [folder], settings: { 'tsfx.limits.seconds': 300 } })
    extension.editor.open(file, NET, 10)
  })
  afterAll(async () => {
    await extension.end()
    vi.unstubAllEnvs()
  })

  it('traces the model that the cursor is in', async () => {
    await extension.editor.run('tsfx.active.trace')
    expect(of('error')).toEqual([])
    expect(of('information')).toEqual([['information', 'Net: 3 ops, [batch, 6, 6, 1] -> [batch, 4]']])
  })

  it('shows float and int8 side by side, as TypeScript that nobody can edit', async () => {
    await extension.editor.run('tsfx.active.diff')
    expect(of('error')).toEqual([])
    const [[, left, right] = []] = of('vscode.diff')
    const [float, int8] = [left, right].map((uri) => extension.editor.documents.get(String(uri)))
    expect(float).toMatchObject({ languageId: 'typescript', text: expect.stringContaining('tf.mean(') })
    expect(int8).toMatchObject({ languageId: 'typescript', text: expect.stringContaining('q.mean(') })
  })

  it('goes from generated code to the source', async () => {
    const int8 = String(of('vscode.diff')[0]?.[2])
    const text = extension.editor.documents.get(int8)?.text ?? ''
    const line = text.split('\n').findIndex((one) => one.includes('q.mean('))
    extension.editor.focus(int8, line, 12)
    await extension.editor.run('tsfx.active.goToSource')
    const at = NET.split('\n').findIndex((one) => one.includes('tf.mean('))
    expect(of('showTextDocument').at(-1)).toMatchObject([
      'showTextDocument',
      pathToFileURL(file).href,
      { selection: { start: { line: at } } },
    ])
  })

  it('draws the graph', async () => {
    await extension.editor.run('tsfx.active.showGraph', { uri: pathToFileURL(file).href, exportName: 'Net' })
    expect(of('error')).toEqual([])
    const [panel] = extension.editor.panels
    expect(panel?.webview.html).toMatch(/data-node="n\d+"[\s\S]*edges/)
    const line = NET.split('\n').findIndex((one) => one.includes('tf.relu('))
    const key = /data-node="(n\d+)"(?:(?!data-node)[\s\S])*edges/.exec(panel?.webview.html ?? '')?.[1]
    panel?.say({ kind: 'reveal', node: key })
    await eventually(() =>
      expect(of('showTextDocument').at(-1)).toMatchObject([
        'showTextDocument',
        pathToFileURL(file).href,
        { viewColumn: 1, selection: { start: { line } } },
      ]),
    )
  })

  it('has lenses above the models alone', async () => {
    const [provider] = extension.editor.providers.get('CodeLens') as [
      { provideCodeLenses(document: unknown, token: unknown): Promise<readonly CodeLens[]> },
    ]
    const document = extension.editor.documents.get(pathToFileURL(file).href)
    const lenses = await provider.provideCodeLenses(document, { onCancellationRequested: () => {} })
    expect(lenses.slice(0, 6).map(({ command }) => command?.title)).toEqual([
      'trace',
      'show generated',
      'show int8',
      'diff float and int8',
      'show graph',
      'quantize',
    ])
    expect(lenses.map(({ range }) => range.start.line)).toEqual([...Array(6).fill(7), ...Array(6).fill(17)])
  })

  it('cancels a model that hangs, and is there for the next', async () => {
    const model = { uri: pathToFileURL(file).href, exportName: 'Hanging' }
    const run = extension.editor.run('tsfx.active.trace', model)
    await eventually(() =>
      expect(extension.editor.progress).toMatchObject([{ steps: ['loading', 'tracing'] }]),
    )
    await eventually(() => expect(extension.editor.statuses[0]?.text).toContain('Hanging'))
    extension.editor.progress[0]?.cancel()
    await run
    await eventually(() => expect(extension.editor.statuses[0]?.text).toBe('tsfx'))
    await extension.editor.run('tsfx.active.showGenerated', { ...model, exportName: 'Net' })
    expect(of('error')).toEqual([])
    await eventually(() => expect(isAlive(pidOf(folder))).toBe(false))
  })

  it('tells a refusal once, with its place', async () => {
    const changed = NET.replace('const edges = ', 'const edges = x.dataSync()[0] ? x : ')
    writeFileSync(file, changed)
    await extension.editor.run('tsfx.active.trace', { uri: pathToFileURL(file).href, exportName: 'Net' })
    expect(of('error')).toHaveLength(1)
    expect(of('error')[0]).toEqual([
      'error',
      expect.stringMatching(/^TSFX11\d\d /),
      'Show place',
      'Show details',
    ])
  })

  it('leaves no process behind, whatever a model does', async () => {
    writeFileSync(file, NET)
    rmSync(join(folder, 'pid'))
    const run = extension.editor.run('tsfx.active.trace', {
      uri: pathToFileURL(file).href,
      exportName: 'Hanging',
    })
    await eventually(() => expect(isAlive(pidOf(folder))).toBe(true))
    await extension.end()
    await eventually(() => expect(isAlive(pidOf(folder))).toBe(false))
    await run
  })
})

/** The process of the model that hangs, by what it wrote. */
const pidOf = (folder: string): number => Number(readFileSync(join(folder, 'pid'), 'utf8'))
