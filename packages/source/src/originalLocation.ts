/**
 * @file From a place in the code as `stripTypes` loaded it to the place in the user's file.
 *
 * Blanked files need nothing: their positions are the user's. For a transpiled file the map is made again
 * from the file on disk, since Node runs loader hooks on another thread and nothing recorded there is
 * visible here.
 */
import { statSync } from 'node:fs'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import type { SourceLocation } from '@tsfx/ir'
import ts from 'typescript'
import { filePath } from './sourceFiles.ts'
import { stripTypes } from './stripTypes.ts'

const maps = new Map<string, { readonly modified: number; readonly map: TraceMap | null }>()

/**
 * The place in the user's file for a raw V8 position in the code `stripTypes` made of it. Map a position
 * once, where the stack is read, and not at all when Node maps stacks itself (`--enable-source-maps`).
 */
export function originalLocation(loc: SourceLocation): SourceLocation {
  const path = filePath(loc.file)
  const map = path && /\.([mc]?tsx?|jsx)$/.test(path) ? mapOf(path) : null
  if (!map) return loc
  const { line, column } = originalPositionFor(map, { line: loc.line, column: loc.column - 1 })
  return line === null ? loc : { file: loc.file, line, column: column + 1 }
}

function mapOf(path: string): TraceMap | null {
  const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  if (modified === undefined) return null
  const known = maps.get(path)
  if (known?.modified === modified) return known.map
  const source = ts.sys.readFile(path)
  const stripped = source === undefined ? null : stripTypes(source, path)
  const map = stripped?.map ? new TraceMap(stripped.map) : null
  maps.set(path, { modified, map })
  return map
}
