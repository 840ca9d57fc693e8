/** @file The extension as it ships, bundled, in an editor without a window and a project that has a tsfx. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compileFunction } from 'node:vm'
import { bundleExtension } from '../../packages/vscode/src/pack/bundleExtension.ts'
import { Uri } from './stubTypes.ts'
import { type StubOptions, type StubVscode, stubVscode } from './stubVscode.ts'

export const extensionFolder = fileURLToPath(new URL('../../packages/vscode/', import.meta.url))
const FAKE_SERVER = fileURLToPath(new URL('./fixtures/fakeServer.mjs', import.meta.url))

/** A folder with a project in it, and with the server that this script is. */
export function makeProject(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tsfx-vscode-')))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

/** Installs in a project a tsfx whose program is `script`; null for the one that knows no models. */
export function installTsfx(folder: string, script: string | null = null): void {
  const at = join(folder, 'node_modules/tsfx')
  mkdirSync(join(at, 'bin'), { recursive: true })
  writeFileSync(
    join(at, 'package.json'),
    JSON.stringify({ name: 'tsfx', version: '9.9.9', type: 'module', bin: { tsfx: './bin/tsfx.js' } }),
  )
  const program =
    script ??
    `process.argv[3] = ${JSON.stringify(folder)}\nawait import(${JSON.stringify(pathToFileURL(FAKE_SERVER).href)})\n`
  writeFileSync(join(at, 'bin/tsfx.js'), program)
}

export interface Start {
  readonly pid: number
  readonly initializationOptions: unknown
}

/** Every start of the fake server so far. */
export function startsOf(folder: string): readonly Start[] {
  const file = join(folder, 'started')
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Start)
}

interface ExtensionModule {
  readonly activate: (context: unknown) => unknown
  readonly deactivate: () => Promise<void>
}

export interface RunningExtension {
  readonly editor: StubVscode
  /** As the editor does when it closes. */
  readonly end: () => Promise<void>
}

let bundled: Promise<string> | null = null

/** Activates the extension in an editor. */
export async function activateExtension(options: StubOptions): Promise<RunningExtension> {
  bundled ??= bundleExtension(extensionFolder).then(({ extension }) => extension)
  const editor = stubVscode(options)
  const module = { exports: {} as ExtensionModule }
  const node = createRequire(import.meta.url)
  const require = (id: string): unknown => (id === 'vscode' ? editor.api : node(id))
  compileFunction(await bundled, ['require', 'module', 'exports'])(require, module, module.exports)
  const subscriptions: { dispose(): unknown }[] = []
  await module.exports.activate({ subscriptions, extensionUri: Uri.file('/extension') })
  return {
    editor,
    end: async () => {
      await module.exports.deactivate()
      for (const one of subscriptions) one.dispose()
    },
  }
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export const removeProject = (folder: string): void => rmSync(folder, { recursive: true, force: true })
