/** @file Whether files are what they were, by what is in them: saving a file as it was changes nothing. */
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'

/** Files above this size are told apart by size and time. */
const READ_BYTES = 2 ** 20

/** A text that differs when one of the files does, or is there no more. */
export function fingerprint(files: Iterable<string>): string {
  return [...new Set(files)]
    .sort()
    .map((file) => `${file}\0${stateOf(file)}`)
    .join('\n')
}

function stateOf(file: string): string {
  try {
    const { size, mtimeMs, isFile } = statOf(file)
    if (!isFile) return 'folder'
    if (size > READ_BYTES) return `${size}:${mtimeMs}`
    return createHash('sha1').update(readFileSync(file)).digest('hex')
  } catch {
    return 'none'
  }
}

function statOf(file: string) {
  const stats = statSync(file)
  return { size: stats.size, mtimeMs: stats.mtimeMs, isFile: stats.isFile() }
}
