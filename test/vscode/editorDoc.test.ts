/** @file What docs/editor.md says can be done as it says: its command line runs, and its tables are those of the manifest. */
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { type InitializeResult, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node'
import { extensionFolder, makeProject, removeProject } from './extensionUnderTest.ts'

const page = readFileSync(new URL('../../docs/editor.md', import.meta.url), 'utf8')
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

interface Manifest {
  readonly version: string
  readonly engines: { readonly vscode: string }
  readonly contributes: {
    readonly commands: readonly { readonly category: string; readonly title: string }[]
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> }
  }
}
const manifest = JSON.parse(readFileSync(join(extensionFolder, 'package.json'), 'utf8')) as Manifest

/** The first cells of the rows of the table under a heading. */
function tableOf(heading: string): readonly (readonly string[])[] {
  const rows = page.split(`\n| ${heading} |`)[1]?.split('\n\n')[0]?.split('\n').slice(2) ?? []
  return rows.map((row) => row.split('|').map((cell) => cell.trim()))
}

/** The block of code behind the mark of a client. */
const blockOf = (client: string): string =>
  new RegExp(`<!-- client: ${client} -->\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? ''

describe('docs/editor.md', () => {
  const folder = makeProject({ 'package.json': '{ "name": "mine", "private": true }' })
  afterAll(() => removeProject(folder))

  it('lists every command of the extension', () => {
    expect(tableOf('command').map(([, name]) => name)).toEqual(
      manifest.contributes.commands.map(({ category, title }) => `${category}: ${title}`),
    )
  })

  it('lists every setting with its default', () => {
    expect(tableOf('setting').map(([, name, value]) => [name, value])).toEqual(
      Object.entries(manifest.contributes.configuration.properties).map(([name, { default: value }]) => [
        `\`${name}\``,
        String(value),
      ]),
    )
  })

  it('names the file that is packed, and the oldest editor that takes it', () => {
    expect(page).toContain(`dist/tsfx-${manifest.version}.vsix`)
    expect(page).toContain(`VS Code ${manifest.engines.vscode.replace('^', '').replace(/\.0$/, '')} or newer`)
  })

  it('gives every client the same command', () => {
    expect(blockOf('neovim')).toContain("cmd = { 'npx', 'tsfx', 'lsp' }")
    expect(blockOf('helix')).toContain('command = "npx"\nargs = ["tsfx", "lsp"]')
    expect(page).toContain('The command is `npx tsfx lsp`')
  })

  it('gives a command that answers an editor', async () => {
    installProgram(folder)
    const { capabilities } = await greet(folder, ['npx', 'tsfx', 'lsp'])
    expect(capabilities).toMatchObject({
      codeLensProvider: {},
      hoverProvider: true,
      definitionProvider: true,
      implementationProvider: true,
      codeActionProvider: { codeActionKinds: ['quickfix'] },
    })
  })
})

/** Puts a tsfx where a package manager would, which runs from sources. */
function installProgram(folder: string): void {
  const bin = join(folder, 'node_modules/.bin')
  mkdirSync(bin, { recursive: true })
  const flags = ['--conditions=tsfx-source']
  for (const name of ['stripTypes', 'loadSources']) flags.push('--import', path(`../setup/${name}.mjs`))
  const words = [process.execPath, ...flags, path('../lsp/serve.mjs')].map((word) => `'${word}'`)
  writeFileSync(join(bin, 'tsfx'), `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`)
  chmodSync(join(bin, 'tsfx'), 0o755)
}

/** Starts a server as an editor does, and gives what it answers to the greeting. */
async function greet(folder: string, [command = '', ...words]: readonly string[]): Promise<InitializeResult> {
  const server = spawn(command, words, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] })
  const exited = new Promise((resolve) => server.once('exit', resolve))
  const writer = new StreamMessageWriter(server.stdin)
  const ask = (id: number, method: string, params: unknown) =>
    writer.write({ jsonrpc: '2.0', id, method, params } as never)
  const answered = new Promise<InitializeResult>((resolve) => {
    new StreamMessageReader(server.stdout).listen((message) => {
      if ('id' in message && message.id === 1 && 'result' in message)
        resolve(message.result as InitializeResult)
    })
  })
  await ask(1, 'initialize', { processId: process.pid, rootUri: null, capabilities: {} })
  const result = await answered
  await ask(2, 'shutdown', undefined)
  await writer.write({ jsonrpc: '2.0', method: 'exit' } as never)
  await exited
  return result
}
