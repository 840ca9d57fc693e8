/** @file Ways between generated code and the user's source, by source maps. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { eachMapping, LEAST_UPPER_BOUND, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import type { SourceLocation } from '@tsfx/ir'
import { pathOfUri } from './fileUri.ts'
import type { Session } from './session.ts'

/** Lines and characters count from 0, as in the protocol. */
export interface Position {
  readonly line: number
  readonly character: number
}

/** Says whether a document is generated code: a virtual one, or a file of emitted code. */
export const isGenerated = (uri: string): boolean => /^tsfx:/.test(uri) || /\.fx\.ts$/.test(uri)

/** Says whether a generated document is of integers: by its URI, or as a file that a run has named. */
export function isInt8({ generated, runs }: Session, uri: string): boolean {
  const path = pathOfUri(uri)
  if (path === null) return generated.nameOf(uri)?.form === 'int8'
  return runs.all().some(({ job }) => path === join(job.outDir, `${job.int8Name}.fx.ts`))
}

/** The place in the user's source behind a position of generated code. */
export function sourceOfGenerated(
  { generated }: Session,
  uri: string,
  { line, character }: Position,
): SourceLocation | null {
  const path = pathOfUri(uri)
  const code = generated.codeOf(uri)
  const map = code ? code.map : path && readMap(`${path}.map`)
  const folder = code ? code.run.job.outDir : path && dirname(path)
  if (!map || !folder) return null
  const tracer = new TraceMap(map)
  const at = { line: line + 1, column: character }
  const found = originalPositionFor(tracer, at)
  // Before the first mark of a line: what follows on it is meant.
  const original = found.source ? found : originalPositionFor(tracer, { ...at, bias: LEAST_UPPER_BOUND })
  if (!original.source) return null
  const file = pathOfSource(original.source, folder)
  return file === null ? null : { file, line: original.line, column: original.column + 1 }
}

/** Generated code with its map. */
export interface MappedText {
  readonly text: string
  readonly map: string
}

/** A value that only goes to another form, for the op that is meant. */
const CONVERSION = /\bq\.(quantize|requantize|dequantize)\(/

/**
 * The positions in generated code of statements that stem from a place in the source, of `file:` sources only: ops first, and then what
 * converts their operands.
 */
export function generatedOfSource(
  { file, line, column }: SourceLocation,
  { text, map }: MappedText,
  folder: string,
): readonly Position[] {
  const found: Position[] = []
  // Emitted maps have marks on each line of a statement, and one to nothing at the start of the line behind it.
  let isFound = false
  eachMapping(new TraceMap(map), (mapping) => {
    if (mapping.source === null) isFound = false
    else if (
      !isFound &&
      mapping.originalLine === line &&
      mapping.originalColumn === column - 1 &&
      pathOfSource(mapping.source, folder) === file
    ) {
      isFound = true
      found.push({ line: mapping.generatedLine - 1, character: mapping.generatedColumn })
    }
  })
  const lines = text.split('\n')
  const isConversion = (position: Position): boolean => CONVERSION.test(lines[position.line] ?? '')
  return [...found.filter((one) => !isConversion(one)), ...found.filter(isConversion)]
}

/** The path of an entry of `sources`, which is a URL relative to the folder of the map. */
function pathOfSource(source: string, folder: string): string | null {
  try {
    return fileURLToPath(new URL(source, `${pathToFileURL(folder).href}/`))
  } catch {
    return null
  }
}

function readMap(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}
