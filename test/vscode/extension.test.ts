/** @file The extension as it ships, over a server that keeps to the protocol: what the user gives, sees, and is told. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  activateExtension,
  extensionFolder,
  installTsfx,
  isAlive,
  makeProject,
  type RunningExtension,
  removeProject,
  startsOf,
} from './extensionUnderTest.ts'
import { type CodeLens, Uri } from './stubTypes.ts'
import type { StubOptions } from './stubVscode.ts'

const SOURCE = `import * as tf from '@tensorflow/tfjs-core'

export class Net {
  forward(x) {
    return tf.relu(x)
  }
}
`
const manifest = JSON.parse(readFileSync(join(extensionFolder, 'package.json'), 'utf8')) as {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[]
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> }
  }
}

/** Waits for what a server in another process has to say first. */
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, 30_000)

let running: { readonly extension: RunningExtension; readonly folder: string } | null = null

interface Setup extends Omit<StubOptions, 'folders'> {
  readonly source?: string
  readonly line?: number
  readonly isInstalled?: boolean
}

async function start({ source = SOURCE, line = 0, isInstalled = true, ...options }: Setup = {}) {
  const folder = makeProject({ 'net.ts': source })
  if (isInstalled) installTsfx(folder)
  const extension = await activateExtension({ folders: [folder], ...options })
  running = { extension, folder }
  const { editor } = extension
  const file = join(folder, 'net.ts')
  editor.open(file, source, line)
  return { ...extension, folder, file, of: (kind: string) => editor.calls.filter(([name]) => name === kind) }
}

afterEach(async () => {
  await running?.extension.end()
  if (running) removeProject(running.folder)
  running = null
})

describe('activation', () => {
  it('registers every command that the manifest contributes', async () => {
    const { editor } = await start({ isInstalled: false })
    const contributed = manifest.contributes.commands.map(({ command }) => command)
    expect([...editor.commands.keys()].sort()).toEqual([...contributed].sort())
  })

  it('starts the tsfx of the project with the limits of the settings', async () => {
    const { editor, folder } = await start({ settings: { 'tsfx.limits.seconds': 7 } })
    await editor.run('tsfx.active.trace')
    expect(startsOf(folder)).toMatchObject([
      { initializationOptions: { limits: { seconds: 7, megabytes: 4096 }, virtualDocuments: true } },
    ])
    expect(editor.output.join('\n')).toContain(join(folder, 'node_modules/tsfx/bin/tsfx.js'))
    expect(editor.statuses).toMatchObject([{ isVisible: true, text: 'tsfx' }])
  })

  it('has the defaults of the manifest where nothing is set', async () => {
    const { editor, folder } = await start()
    await editor.run('tsfx.active.trace')
    const { properties } = manifest.contributes.configuration
    expect(startsOf(folder)[0]?.initializationOptions).toMatchObject({
      limits: {
        seconds: properties['tsfx.limits.seconds']?.default,
        megabytes: properties['tsfx.limits.megabytes']?.default,
      },
    })
  })

  it('says nothing where there is no tsfx until a command is given, and finds one that was installed since', async () => {
    const { editor, folder, of } = await start({ isInstalled: false })
    expect(of('error')).toEqual([])
    await editor.run('tsfx.active.trace')
    expect(of('error')[0]?.[1]).toMatch(/not installed in .*npm install --save-dev tsfx/)
    expect(editor.statuses).toMatchObject([{ isVisible: false }])
    installTsfx(folder)
    await editor.run('tsfx.active.trace')
    expect(of('information')).toMatchObject([['information', 'Net: run 1, show false']])
  })

  it('takes the package that tsfx.path names, and says when there is none', async () => {
    const { editor, of } = await start({ settings: { 'tsfx.path': 'tools/tsfx' } })
    await editor.run('tsfx.active.trace')
    expect(of('error')[0]?.[1]).toContain('tools/tsfx')
  })

  it('starts nothing in a workspace that is not trusted, and starts when it is', async () => {
    const { editor, folder, of } = await start({ isTrusted: false })
    await editor.run('tsfx.active.trace')
    expect(of('error')[0]?.[1]).toMatch(/Trust the workspace/)
    expect(startsOf(folder)).toEqual([])
    editor.trust()
    await eventually(() => expect(startsOf(folder)).toHaveLength(1))
  })

  it('says when the server cannot be started', async () => {
    const { editor, of } = await start({ settings: { 'tsfx.node': '/there/is/no/node' } })
    await editor.run('tsfx.active.trace')
    expect(of('error').at(-1)?.[1]).toMatch(/did not start: .*ENOENT/)
  })
})

describe('commands', () => {
  it('show generated code as TypeScript beside the source', async () => {
    const { editor, of } = await start()
    await editor.run('tsfx.active.showInt8')
    expect(of('showTextDocument')).toEqual([
      ['showTextDocument', 'tsfx:/Net.int8.fx.ts', { viewColumn: -2, preview: true }],
    ])
    const document = editor.documents.get('tsfx:/Net.int8.fx.ts')
    expect(document).toMatchObject({ languageId: 'typescript', text: expect.stringContaining('// run 1') })
  })

  it('bring open documents up to date after another run', async () => {
    const { editor, of } = await start()
    await editor.run('tsfx.active.showGenerated')
    await editor.run('tsfx.active.trace', { uri: 'file:///net.ts', exportName: 'Net' })
    await eventually(() => expect(of('refreshed')).toHaveLength(1))
    expect(editor.documents.get('tsfx:/Net.float.fx.ts')?.text).toContain('// run 2')
  })

  it('put float and int8 side by side', async () => {
    const { editor, of } = await start()
    await editor.run('tsfx.active.diff')
    const [[, left, right, title] = []] = of('vscode.diff')
    expect([left, right].map(String)).toEqual(['tsfx:/Net.float.fx.ts', 'tsfx:/Net.int8.fx.ts'])
    expect(title).toBe('Net: float ↔ int8')
  })

  it('are about the class that the cursor is in', async () => {
    const source = `${SOURCE}\nexport class Other {\n  forward(x) {}\n}\n`
    const { editor, of } = await start({ source, line: 10 })
    await editor.run('tsfx.active.trace')
    expect(of('information')[0]?.[1]).toContain('Other: run 1')
  })

  it('ask which model is meant above all of them', async () => {
    const { editor, of } = await start({ source: `${SOURCE}\nexport class Other {}\n` })
    editor.answers.push((items) => items[1])
    await editor.run('tsfx.active.trace')
    expect(of('quickPick')[0]).toMatchObject(['quickPick', { label: 'Net' }, { label: 'Other' }])
    expect(of('information')[0]?.[1]).toContain('Other: run 1')
  })

  it('say when there is no model', async () => {
    const { editor, of } = await start({ source: 'export const nothing = 1\n' })
    await editor.run('tsfx.active.trace')
    expect(of('information')[0]?.[1]).toMatch(/No model/)
  })

  it('tell a failure, with a way to its place and its details', async () => {
    const { editor, file, of } = await start({ source: 'export class Refused {}' })
    editor.answers.push('Show place')
    await editor.run('tsfx.active.trace')
    await eventually(() => expect(of('showTextDocument')).toHaveLength(1))
    expect(of('error')).toEqual([['error', 'a tensor as a condition', 'Show place', 'Show details']])
    const at = { line: 1, character: 2 }
    expect(of('showTextDocument')[0]).toMatchObject([
      'showTextDocument',
      Uri.file(file).toString(),
      { selection: { start: at } },
    ])
    expect(editor.output.join('\n')).toMatch(
      /TSFX1001: a tensor[\s\S]*fix: use tf\.where[\s\S]*tsfx help TSFX1001/,
    )
  })

  it('can be cancelled, and say nothing then', async () => {
    const { editor, of } = await start({ source: 'export class Hanging {}' })
    const run = editor.run('tsfx.active.trace')
    await eventually(() => expect(editor.statuses[0]?.text).toBe('$(sync~spin) tsfx: Hanging'))
    expect(editor.progress).toMatchObject([{ title: 'tsfx: tracing Hanging', steps: ['tracing now'] }])
    editor.progress[0]?.cancel()
    await run
    await eventually(() => expect(editor.statuses[0]?.text).toBe('tsfx'))
    expect([...of('error'), ...of('information')]).toEqual([])
  })

  it('go from generated code to its source and back', async () => {
    const { editor, file, of } = await start()
    editor.answers.push((items) => items[0])
    await editor.run('tsfx.active.goToGenerated')
    expect(of('quickPick')[0]).toMatchObject([
      'quickPick',
      { label: 'Net.float.fx.ts', description: 'line 2' },
      { label: 'Net.int8.fx.ts' },
    ])
    expect(of('showTextDocument').at(-1)).toMatchObject([
      'showTextDocument',
      'tsfx:/Net.float.fx.ts',
      { selection: { start: { line: 1 } } },
    ])
    await editor.run('tsfx.active.goToSource')
    expect(of('showTextDocument').at(-1)).toMatchObject([
      'showTextDocument',
      Uri.file(file).toString(),
      { viewColumn: 1, selection: { start: { line: 3, character: 2 } } },
    ])
  })
})

describe('lenses', () => {
  it('are those of the server, a diff and the graph, and show what they are named after', async () => {
    const { editor, of } = await start()
    await editor.run('tsfx.active.trace')
    const [provider] = editor.providers.get('CodeLens') as [
      { readonly provideCodeLenses: (document: unknown, token: unknown) => Promise<readonly CodeLens[]> },
    ]
    const document = [...editor.documents.values()].find(({ uri }) => uri.scheme === 'file')
    const lenses = await provider.provideCodeLenses(document, { onCancellationRequested: () => {} })
    expect(lenses.map(({ command }) => command?.title)).toEqual([
      'trace',
      'show int8',
      'diff float and int8',
      'show graph',
    ])
    for (const { command } of lenses.slice(1))
      await editor.run(command?.command ?? '', ...(command?.arguments ?? []))
    expect(of('showTextDocument')[0]?.[1]).toBe('tsfx:/Net.int8.fx.ts')
    expect(of('vscode.diff')).toHaveLength(1)
    expect(editor.panels).toHaveLength(1)
  })
})

describe('graphs', () => {
  const showGraph = async () => {
    const started = await start()
    await started.editor.run('tsfx.active.showGraph')
    const [panel] = started.editor.panels
    if (!panel) throw new Error('no graph was shown')
    return { ...started, panel }
  }

  it('are drawn in a page that may load nothing but the extension', async () => {
    const { panel } = await showGraph()
    expect(panel.title).toBe('Net (floatGraph)')
    expect(panel.options).toMatchObject({
      enableCommandUris: false,
      localResourceRoots: [{ path: '/extension/dist' }],
    })
    expect(panel.webview.html).toContain('relu 1')
    expect(panel.webview.html).not.toMatch(/globalThis\.broken = true(?!&lt;)/)
  })

  it('go to the source of a node that is clicked on, and take nothing else that the page says', async () => {
    const { panel, file, of } = await showGraph()
    for (const message of [
      null,
      'n0',
      { kind: 'reveal' },
      { kind: 'reveal', node: 7 },
      { kind: 'open', node: 'n0' },
    ])
      panel.say(message)
    for (const node of ['n1', '__proto__', 'constructor', 'n0'.repeat(1000)])
      panel.say({ kind: 'reveal', node })
    panel.say({ kind: 'reveal', node: 'n0' })
    await eventually(() => expect(of('showTextDocument')).toHaveLength(1))
    expect(of('showTextDocument')[0]).toMatchObject([
      'showTextDocument',
      Uri.file(file).toString(),
      { selection: { start: { line: 5 } } },
    ])
  })

  it('are drawn anew after another run, in the same page', async () => {
    const { editor, panel } = await showGraph()
    await editor.run('tsfx.active.trace')
    await eventually(() => expect(panel.webview.html).toContain('relu 2'))
    await editor.run('tsfx.active.showGraph')
    expect(editor.panels).toHaveLength(1)
    expect(editor.calls).toContainEqual(['reveal', 'Net (floatGraph)'])
  })

  it('have another nonce each time', async () => {
    const { editor, panel } = await showGraph()
    const nonce = () => /script-src 'nonce-(\w+)'/.exec(panel.webview.html)?.[1]
    const first = nonce()
    await editor.run('tsfx.active.showGraph')
    expect(first).toMatch(/^[\da-f]{32}$/)
    expect(nonce()).not.toBe(first)
  })
})

describe('the server', () => {
  it('is started again when it crashed, and by the command', async () => {
    const { editor, folder, of } = await start({ source: 'export class Crashing {}\nexport class Net {}\n' })
    editor.answers.push((items) => items[0])
    await editor.run('tsfx.active.trace')
    expect(of('error')[0]?.[1]).toMatch(/did not answer/)
    await eventually(() => expect(startsOf(folder)).toHaveLength(2))
    await editor.run('tsfx.restart')
    await editor.run('tsfx.active.trace', { uri: 'file:///net.ts', exportName: 'Net' })
    expect(of('information').at(-1)?.[1]).toContain('Net: run 1')
    const [crashed, second, third] = startsOf(folder).map(({ pid }) => isAlive(pid))
    expect([crashed, second, third]).toEqual([false, false, true])
  })

  it('is started anew for settings that it does not learn of', async () => {
    const { editor, folder } = await start()
    await editor.run('tsfx.active.trace')
    editor.configure('tsfx.limits.seconds', 11)
    await eventually(() => expect(startsOf(folder)).toHaveLength(2))
    expect(startsOf(folder)[1]).toMatchObject({ initializationOptions: { limits: { seconds: 11 } } })
    editor.configure('tsfx.trace.server', 'verbose')
    await editor.run('tsfx.active.trace')
    expect(startsOf(folder)).toHaveLength(2)
  })

  it('is gone when the extension is', async () => {
    const { editor, folder, end } = await start()
    await editor.run('tsfx.active.trace')
    const [{ pid } = { pid: 0 }] = startsOf(folder)
    expect(isAlive(pid)).toBe(true)
    await end()
    expect(isAlive(pid)).toBe(false)
    expect(editor.commands.size).toBe(0)
  })
})
