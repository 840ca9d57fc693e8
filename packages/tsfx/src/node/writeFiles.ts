/**
 * @file Writes a set of files so that a failed or interrupted run leaves no half of it: every file is written under a
 * temporary name first, then all are renamed.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { foreignFolder } from '../diagnostics.generated.ts'

/** Names the files of a folder that tsfx made; without it a folder is not ours to write into. */
export const MANIFEST = 'tsfx-manifest.json'

/**
 * Refuses a folder that holds anything tsfx did not put there.
 * @throws TSFX7003
 */
export function checkOutputFolder(folder: string): void {
  if (!existsSync(folder)) return
  if (readdirSync(folder).length > 0 && !existsSync(join(folder, MANIFEST))) throw foreignFolder({ folder })
}

/**
 * Writes `files` into `folder`, which must be new, empty, or made by tsfx before.
 * @throws TSFX7003 when the folder is not ours.
 */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  checkOutputFolder(folder)
  mkdirSync(folder, { recursive: true })
  const all = {
    ...files,
    [MANIFEST]: `${JSON.stringify({ generator: 'tsfx', files: Object.keys(files) }, null, 2)}\n`,
  }
  const temporary = Object.entries(all).map(
    ([name, content]) => [join(folder, name), join(folder, `.${name}.${process.pid}.tmp`), content] as const,
  )
  try {
    for (const [, path, content] of temporary) writeFileSync(path, content)
    for (const [path, written] of temporary) renameSync(written, path)
  } finally {
    for (const [, path] of temporary) rmSync(path, { force: true })
  }
}
