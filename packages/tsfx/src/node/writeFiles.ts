/**
 * @file Writes a set of files so that a failed or interrupted run leaves no half of it that could be taken for a whole:
 * the folder is marked as ours first, all files are written under temporary names, the last file (the report) is
 * taken away, all are renamed, the last one last.
 */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isDiagnosticError } from '@tsfx/ir'
import { cannotWrite, foreignFile, foreignFolder } from '../diagnostics.generated.ts'

/** Names the files of a folder that tsfx made; without it a folder is not ours to write into. */
export const MANIFEST = 'tsfx-manifest.json'

interface Manifest {
  readonly generator: 'tsfx'
  /** What made the folder; something else does not write over it. */
  readonly by: string
  readonly files: readonly string[]
}

const TEMPORARY = /^\..*\.tsfx-tmp$/

/**
 * Refuses what cannot become an output folder, before any work is done: a file, a folder that cannot be written, a folder
 * that was not made by tsfx or by something else of it.
 * @throws TSFX7003, TSFX7020
 */
export function checkOutputFolder(folder: string, by = 'emit'): void {
  checkWritable(folder)
  if (!existsSync(folder)) return
  if (!statSync(folder).isDirectory()) throw cannotWrite({ path: folder, problem: 'it is a file' })
  const entries = readdirSync(folder).filter((name) => !TEMPORARY.test(name))
  if (entries.length === 0) return
  const manifest = readManifest(folder)
  if (!manifest) throw foreignFolder({ folder, problem: 'was not made by tsfx' })
  if (manifest.by !== by)
    throw foreignFolder({ folder, problem: `was made by '${manifest.by}', and '${by}' would write over it` })
}

/** Refuses a path that cannot be written. @throws TSFX7020 */
export function checkWritable(path: string): void {
  let ancestor = resolve(path)
  while (!existsSync(ancestor)) ancestor = dirname(ancestor)
  if (ancestor !== resolve(path) && !statSync(ancestor).isDirectory()) {
    throw cannotWrite({ path, problem: `${ancestor} is a file` })
  }
  try {
    accessSync(ancestor, constants.W_OK)
  } catch {
    const problem = ancestor === resolve(path) ? 'there is no permission' : `${ancestor} may not be written`
    throw cannotWrite({ path, problem })
  }
}

function readManifest(folder: string): Manifest | null {
  const path = join(folder, MANIFEST)
  if (!existsSync(path)) return null
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Partial<Manifest>
  return manifest.generator === 'tsfx' && Array.isArray(manifest.files) ? (manifest as Manifest) : null
}

/**
 * Writes `files` into `folder`, which must be new, empty, or made by the same part of tsfx before; what that run wrote and
 * this one does not is removed, other files stay.
 * @throws TSFX7003 when the folder is not ours, TSFX7020 when it cannot be written, TSFX7026 for a file that is not ours.
 */
export function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  by = 'emit',
): void {
  checkOutputFolder(folder, by)
  reporting(folder, () => {
    makeFolder(folder)
    writeAll(folder, files, by)
  })
}

function writeAll(folder: string, files: Readonly<Record<string, string | Uint8Array>>, by: string): void {
  const at = (name: string): string => join(folder, name)
  const names = Object.keys(files)
  const manifest = readManifest(folder)
  const before = manifest?.files ?? []
  const occupied = names.find((name) => existsSync(at(name)) && !before.includes(name))
  if (occupied) throw foreignFile({ path: at(occupied) })
  // From here on an interrupted run leaves a folder that is ours, and that the next run cleans.
  try {
    mark(folder, by, [...new Set([...before, ...names])])
  } catch (error) {
    if (!manifest) rmSync(at(MANIFEST), { force: true })
    throw error
  }
  for (const name of readdirSync(folder)) if (TEMPORARY.test(name)) rmSync(at(name), { force: true })
  const temporary = (name: string): string => at(`.${name}.${process.pid}.tsfx-tmp`)
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(temporary(name), content)
    rmSync(at(names.at(-1) ?? MANIFEST), { force: true })
    for (const name of before) if (!names.includes(name)) rmSync(at(name), { force: true })
    for (const name of names) renameSync(temporary(name), at(name))
    mark(folder, by, names)
  } catch (error) {
    // A folder that came to nothing names no files that are not there.
    if (!manifest && !names.some((name) => existsSync(at(name)))) rmSync(at(MANIFEST), { force: true })
    throw error
  } finally {
    for (const name of names) rmSync(temporary(name), { force: true })
  }
}

/**
 * Adds files to a folder that `writeFiles` made, and keeps those it has: for what is written while a run goes on, so that
 * a run that fails leaves what it came to.
 * @throws TSFX7003 when the folder was not made by `by`, TSFX7020 when it cannot be written.
 */
export function addFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  by: string,
): void {
  checkOutputFolder(folder, by)
  const before = readManifest(folder)?.files ?? []
  reporting(folder, () => mark(folder, by, [...new Set([...before, ...Object.keys(files)])]))
  for (const [name, content] of Object.entries(files)) writeWhole(join(folder, name), content)
}

/** What the system says of `path`, with a code. @throws TSFX7020 */
function reporting(path: string, step: () => void): void {
  try {
    step()
  } catch (cause) {
    if (isDiagnosticError(cause)) throw cause
    throw Object.assign(cannotWrite({ path, problem: (cause as Error).message }), { cause })
  }
}

/** Names the files of a folder that are ours. */
function mark(folder: string, by: string, files: readonly string[]): void {
  const manifest: Manifest = { generator: 'tsfx', by, files }
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** Makes a folder and those above it, each by itself: Node's own way does not end in folders such as `/proc`. @throws TSFX7020 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(resolve(folder)))
  reporting(folder, () => mkdirSync(folder))
}

/** Writes one file under a temporary name and renames it. @throws TSFX7020 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tsfx-tmp`
  reporting(path, () => {
    try {
      writeFileSync(temporary, content)
      renameSync(temporary, path)
    } finally {
      rmSync(temporary, { force: true })
    }
  })
}
