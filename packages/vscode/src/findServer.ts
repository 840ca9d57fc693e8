/**
 * @file Finds the `tsfx` that a folder's own code uses, as Node would: in `node_modules` of the folder or of one above it.
 * There is none in the extension, so the editor, the terminal and the build always run the same one.
 */
import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'

export interface FoundServer {
  readonly kind: 'found'
  /** Working directory of the server: the workspace folder. */
  readonly folder: string
  /** The script that is run as `node <script> lsp`. */
  readonly script: string
  readonly version: string
}

export interface MissingServer {
  readonly kind: 'missing'
  readonly folder: string
  /** What the user can do about it, as sentences. */
  readonly message: string
}

export type ServerLookup = FoundServer | MissingServer

/** Finds the server for `folder`; `path` is the setting `tsfx.path`, a folder of the package, and wins where it is not empty. */
export function findServer(folder: string, path: string): ServerLookup {
  if (path !== '') {
    const server = serverIn(folder, resolve(folder, path))
    const message = `The setting tsfx.path names ${path}, which holds no tsfx package.`
    return server ?? { kind: 'missing', folder, message }
  }
  for (let at = resolve(folder); ; at = dirname(at)) {
    const server = serverIn(folder, join(at, 'node_modules', 'tsfx'))
    if (server) return server
    if (dirname(at) === at) break
  }
  const message = `tsfx is not installed in ${folder}. Install it there (npm install --save-dev tsfx), or name its folder in the setting tsfx.path.`
  return { kind: 'missing', folder, message }
}

function serverIn(folder: string, packageFolder: string): FoundServer | null {
  const manifest = readManifest(join(packageFolder, 'package.json'))
  if (manifest?.name !== 'tsfx') return null
  const bin = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin?.tsfx
  if (bin === undefined) return null
  const script = resolve(packageFolder, bin)
  const inside = relative(packageFolder, script)
  if (inside.startsWith('..') || isAbsolute(inside)) return null
  return { kind: 'found', folder, script, version: manifest.version ?? '' }
}

interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly bin?: string | Readonly<Record<string, string>>
}

function readManifest(file: string): Manifest | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest | null
  } catch {
    // Not there or not JSON: no package either way.
    return null
  }
}
