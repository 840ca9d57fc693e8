/** @file The `.vsix` as the editor takes it: opened, and looked at part by part. */
import { readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { strFromU8, unzipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { readSvg } from '../graph/readSvg.ts'
import { packVsix, type Vsix } from './packVsix.ts'

const extensionFolder = fileURLToPath(new URL('../../', import.meta.url))
const root = fileURLToPath(new URL('../../../../', import.meta.url))

interface Manifest {
  readonly name: string
  readonly version: string
  readonly main: string
  readonly activationEvents: readonly string[]
  readonly capabilities: Readonly<
    Record<string, { readonly supported: unknown; readonly description: string }>
  >
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[]
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>
    readonly configuration: { readonly properties: Readonly<Record<string, object>> }
  }
}

let vsix: Vsix
let parts: Readonly<Record<string, string>>
let manifest: Manifest
beforeAll(async () => {
  vsix = await packVsix(extensionFolder)
  const entries = Object.entries(unzipSync(vsix.bytes))
  parts = Object.fromEntries(entries.map(([name, bytes]) => [name, strFromU8(bytes)]))
  manifest = JSON.parse(parts['extension/package.json'] ?? '') as Manifest
})

const sources = (): string =>
  readdirSync(join(extensionFolder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(extensionFolder, 'src', name), 'utf8'))
    .join('\n')

describe('the .vsix', () => {
  it('has the parts that the packaging conventions and the editor ask for, and no more', () => {
    expect(Object.keys(parts)).toEqual([
      '[Content_Types].xml',
      'extension.vsixmanifest',
      'extension/package.json',
      'extension/README.md',
      'extension/LICENSE.txt',
      'extension/ThirdPartyNotices.txt',
      'extension/dist/extension.cjs',
      'extension/dist/page.js',
    ])
    console.log(`${vsix.name}: ${(vsix.bytes.length / 1024).toFixed(0)} KB`)
    expect(vsix.bytes.length).toBeLessThan(300 * 1024)
  })

  it('has the same bytes whenever it is packed', async () => {
    const again = await packVsix(extensionFolder)
    expect(Buffer.from(again.bytes).equals(Buffer.from(vsix.bytes))).toBe(true)
  })

  it('says the same in both manifests', () => {
    const xml = (parts['extension.vsixmanifest'] ?? '').replace(/^<\?xml[^>]*>\n/, '')
    const identity = readSvg(xml)?.children.flatMap((child) =>
      typeof child === 'string' ? [] : child.children,
    )
    expect(identity?.find((child) => typeof child !== 'string' && child.name === 'Identity')).toMatchObject({
      attributes: new Map([
        ['Language', 'en-US'],
        ['Id', 'tsfx'],
        ['Version', manifest.version],
        ['Publisher', 'tsfx'],
      ]),
    })
    expect(vsix.name).toBe(`${manifest.name}-${manifest.version}.vsix`)
    for (const [, path] of xml.matchAll(/(?:Path="|<License>)(extension\/[^"<]+)/g))
      expect(parts).toHaveProperty([path!])
  })

  it('names a type for every part', () => {
    const types = parts['[Content_Types].xml'] ?? ''
    for (const name of Object.keys(parts).slice(1))
      expect(types).toMatch(new RegExp(`Extension="\\.${name.split('.').at(-1)}" ContentType="\\w+/[\\w-]+"`))
  })

  it('has the entry that its manifest names, which needs the editor and Node alone', () => {
    const entry = parts[`extension/${manifest.main.replace('./', '')}`] ?? ''
    const needed = new Set([...entry.matchAll(/\brequire\([`'"]([^`'"]+)[`'"]\)/g)].map(([, id]) => id!))
    expect(needed).toContain('vscode')
    const builtIn = (id: string): boolean => id === 'vscode' || process.getBuiltinModule(id) !== undefined
    expect([...needed].filter((id) => !builtIn(id))).toEqual([])
  })

  it('names no folder of the machine that packed it', () => {
    for (const text of Object.values(parts)) {
      expect(text).not.toContain('node_modules/')
      for (const path of [root, homedir() === '/root' ? '/root/' : homedir()])
        expect(text).not.toContain(path)
    }
  })

  it('carries the notices of what is bundled', () => {
    for (const name of ['vscode-languageclient', 'vscode-jsonrpc', 'semver', 'minimatch'])
      expect(parts['extension/ThirdPartyNotices.txt']).toMatch(new RegExp(`^${name} \\d`, 'm'))
  })

  it('is not for a workspace that is not trusted, and says why', () => {
    expect(manifest.capabilities.untrustedWorkspaces).toMatchObject({
      supported: false,
      description: expect.stringMatching(/code of the workspace/),
    })
  })

  it('contributes nothing that its sources do not use', () => {
    const text = sources()
    const { commands, menus, configuration } = manifest.contributes
    const ids = commands.map(({ command }) => command)
    for (const id of ids) expect(text).toContain(`'${id}'`)
    expect(ids).toEqual(
      expect.arrayContaining(Object.values(menus).flatMap((items) => items.map((item) => item.command))),
    )
    for (const name of Object.keys(configuration.properties)) {
      // The language client reads this one by the name of the client.
      if (name === 'tsfx.trace.server') continue
      expect(text).toMatch(new RegExp(`values\\.get\\('${name.replace('tsfx.', '')}'`))
    }
    const languages = manifest.activationEvents.map((event) => event.replace('onLanguage:', ''))
    expect(text).toContain(`const LANGUAGES = [${languages.map((one) => `'${one}'`).join(', ')}]`)
  })
})
