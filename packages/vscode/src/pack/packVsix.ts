/**
 * @file Packs the extension as a `.vsix`. `@vscode/vsce` needs Node 22 and brings a client of the marketplace, so the zip is
 * written here. The same sources give the same bytes: entries are in order and carry one date.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strToU8, type Zippable, zipSync } from 'fflate'
import { bundleExtension } from './bundleExtension.ts'
import { contentTypes, type ExtensionManifest, vsixManifest } from './vsixManifest.ts'

export interface Vsix {
  /** `tsfx-0.1.0.vsix`. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** The first date that a zip can hold, in local time as a zip has it. */
const DATE = new Date(1980, 0, 1)

/** What only the workspace needs of `package.json`. */
const OF_THE_WORKSPACE = ['private', 'type', 'sideEffects', 'scripts', 'dependencies', 'devDependencies']

/** Packs the extension whose package is in `folder`. */
export async function packVsix(folder: string): Promise<Vsix> {
  const manifest = packedManifest(readFileSync(join(folder, 'package.json'), 'utf8'))
  const { extension, page, notices } = await bundleExtension(folder)
  const files: Readonly<Record<string, string>> = {
    'extension.vsixmanifest': vsixManifest(manifest),
    'extension/package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'extension/README.md': readFileSync(join(folder, 'README.md'), 'utf8'),
    'extension/LICENSE.txt': readFileSync(join(folder, '../../LICENSE'), 'utf8'),
    'extension/ThirdPartyNotices.txt': notices,
    'extension/dist/extension.cjs': extension,
    'extension/dist/page.js': page,
  }
  const entries: Zippable = { '[Content_Types].xml': strToU8(contentTypes(Object.keys(files))) }
  for (const [name, text] of Object.entries(files)) entries[name] = strToU8(text)
  return {
    name: `${manifest.name}-${manifest.version}.vsix`,
    bytes: zipSync(entries, { level: 9, mtime: DATE, os: 3 }),
  }
}

/** The manifest as it is in the extension: its name without the scope, which VS Code does not know. */
function packedManifest(text: string): ExtensionManifest {
  const manifest = JSON.parse(text) as ExtensionManifest & Record<string, unknown>
  const kept = Object.entries(manifest).filter(([key]) => !OF_THE_WORKSPACE.includes(key))
  const { vscode } = manifest.engines
  return { ...(Object.fromEntries(kept) as typeof manifest), name: 'tsfx', engines: { vscode } }
}
