/**
 * @file Writes emitted files beside a user's own: only those whose bytes changed, each whole, and none over a file that tsfx did
 * not write.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { foreignFile } from '../../diagnostics.generated.ts'
import { checkWritable, makeFolder, writeWhole } from '../writeFiles.ts'

/** The beginning of a generated module; its maps and weights go with it. */
const HEADER = /^\/\/ (Generated|Traced) by tsfx/

/**
 * Writes what differs from the files that are there; gives the names of what was written. Weights come first and modules last: a
 * module refuses weights that are not its own, so a reader between two writes never gets a wrong number. `own` are paths that were
 * written before, and takes the new ones.
 * @throws TSFX7026 where a file is in the way that tsfx did not write, TSFX7020 where the folder cannot be written
 */
export function writeOutputs(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  own: Set<string>,
): readonly string[] {
  const foreign = occupiedName(folder, Object.keys(files), own)
  if (foreign) throw foreignFile({ path: join(folder, foreign) })
  for (const name of Object.keys(files)) own.add(join(folder, name))
  const changed = Object.entries(files)
    .filter(([name, content]) => !isSame(join(folder, name), content))
    .sort(([a], [b]) => rank(a) - rank(b))
  if (changed.length === 0) return []
  checkWritable(folder)
  makeFolder(folder)
  for (const [name, content] of changed) writeWhole(join(folder, name), content)
  return changed.map(([name]) => name)
}

const ORDER = ['.safetensors', '.map', '.js', '.ts']
const rank = (name: string): number => ORDER.findIndex((end) => name.endsWith(end))

/** A user may well have weights of the name that ours would have: they are ours only beside a module that is. */
function occupiedName(
  folder: string,
  names: readonly string[],
  own: ReadonlySet<string>,
): string | undefined {
  const modules = names.filter((name) => name.endsWith('.fx.ts'))
  const stems = modules
    .filter((name) => isGenerated(join(folder, name)))
    .map((name) => name.slice(0, -'ts'.length))
  const isOurs = (name: string): boolean =>
    own.has(join(folder, name)) || stems.some((stem) => name.startsWith(stem) || name === weightsOf(stem))
  return names.find((name) => existsSync(join(folder, name)) && !isOurs(name))
}

/** `net.fx.` -> `net.safetensors` */
const weightsOf = (stem: string): string => stem.replace(/fx\.$/, 'safetensors')

const isGenerated = (path: string): boolean => existsSync(path) && HEADER.test(readFileSync(path, 'utf8'))

function isSame(path: string, content: string | Uint8Array): boolean {
  return existsSync(path) && Buffer.compare(readFileSync(path), Buffer.from(content as string)) === 0
}
