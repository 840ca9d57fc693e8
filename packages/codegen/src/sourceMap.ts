/**
 * @file Source maps of the emitted module to the user's file. Debuggers honour maps of JavaScript only and do not chain
 * them, so the `.fx.js` gets a map composed of its own and that of the `.fx.ts`.
 */
import { addMapping, GenMapping, toEncodedMap } from '@jridgewell/gen-mapping'
import { eachMapping, TraceMap } from '@jridgewell/trace-mapping'
import ts from 'typescript'
import type { LineWriter, Mapped } from './lineWriter.ts'
import { relativeUrl } from './relativePath.ts'

export interface Compiled {
  readonly js: string
  readonly map: string
}

function toJson(map: GenMapping): string {
  const { version, file, names, sources, mappings } = toEncodedMap(map)
  // A page may hold the map, too, and nothing in it may end the script.
  const json = JSON.stringify({ version, file, names, sources, mappings })
  return `${json.replaceAll('<', '\\u003c')}\n`
}

const original = ({ loc, name }: Mapped, outDir: string | undefined) => ({
  source: relativeUrl(outDir, loc.file),
  original: { line: loc.line, column: loc.column - 1 },
  ...(name !== null && { name }),
})

/** The map of `file`, one mapping for each line of a statement. */
export function sourceMap(file: string, { mapped, lines }: LineWriter, outDir: string | undefined): string {
  const map = new GenMapping({ file })
  for (const range of mapped) {
    // Each line has its own mapping: consumers of source maps look no further than the line.
    for (let line = range.line; line <= range.endLine; line++) {
      const column = line === range.line ? range.column : (lines[line - 1] as string).search(/\S/)
      const place = original(line === range.line ? range : { ...range, name: null }, outDir)
      addMapping(map, { generated: { line, column }, ...place } as Parameters<typeof addMapping>[1])
    }
    // The line after a statement belongs to nobody until the next mapping.
    if (range.endLine < lines.length) addMapping(map, { generated: { line: range.endLine + 1, column: 0 } })
  }
  return toJson(map)
}

/** The module as JavaScript, with a map to the user's file. */
export function compile(name: string, code: LineWriter, outDir: string | undefined): Compiled {
  const { outputText, sourceMapText } = ts.transpileModule(code.text, {
    fileName: `${name}.fx.ts`,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      sourceMap: true,
      verbatimModuleSyntax: true,
    },
  })
  const map = new GenMapping({ file: `${name}.fx.js` })
  const byLine = new Map<number, Mapped>()
  for (const range of code.mapped)
    for (let line = range.line; line <= range.endLine; line++) byLine.set(line, range)
  let previous: Mapped | null = null
  eachMapping(new TraceMap(sourceMapText ?? '{}'), ({ generatedLine, generatedColumn, originalLine }) => {
    const range = (originalLine !== null && byLine.get(originalLine)) || null
    const generated = { line: generatedLine, column: generatedColumn }
    // The variable's name belongs to the first mapping of its statement.
    const place = range && original(range === previous ? { ...range, name: null } : range, outDir)
    if (place) addMapping(map, { generated, ...place } as Parameters<typeof addMapping>[1])
    else if (previous) addMapping(map, { generated })
    previous = range
  })
  return { js: outputText.replace(/\/\/# sourceMappingURL=[^\n]*\n?$/, ''), map: toJson(map) }
}
