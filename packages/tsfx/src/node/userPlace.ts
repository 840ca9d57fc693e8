/** @file Where in the user's own code something went wrong. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { DiagnosticPlace, SourceLocation } from '@tsfx/ir'
import { codeFrame, createSourceLookup } from '@tsfx/source'

/** A place with the lines around it, where they can be read; `length` characters are meant. */
export function framed(loc: SourceLocation | null, length?: number): DiagnosticPlace {
  if (!loc) return {}
  const end = length === undefined ? undefined : { line: loc.line, column: loc.column + length }
  const text = readText(loc.file)
  const frame = end && text !== null ? codeFrame(text, loc, end) : createSourceLookup().codeFrame(loc)
  return { loc, ...(end && { end }), ...(frame && { frame }) }
}

/** The text of a file; null where it cannot be read. */
export function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/** The packages of tsfx; installed, they lie in `node_modules`. */
const OWN = fileURLToPath(new URL('../../../', import.meta.url))

/** Where an error comes from in the user's code: the innermost frame that is neither Node's nor a library's. */
export function innermostUserPlace(cause: unknown): SourceLocation | null {
  const stack = cause instanceof Error ? (cause.stack ?? '') : ''
  for (const line of stack.split('\n')) {
    // A frame; or what V8 writes above the message of an error that a file does not link.
    const [, file, row, column = 1] =
      /(?:^|[\s(])((?:file:\/\/)?\/[^():]*):(\d+)(?::(\d+))?\)?$/.exec(line) ?? []
    if (file === undefined) continue
    const path = file.startsWith('file:') ? fileURLToPath(file) : file
    if (path.includes('node_modules') || path.startsWith(OWN)) continue
    return { file: path, line: Number(row), column: Number(column) }
  }
  return null
}
