/**
 * @file Source maps of the emitted module to the user's file. Debuggers honour maps of JavaScript only and do not chain
 * them, so the `.fx.js` gets a map composed of its own and that of the `.fx.ts`.
 */
import { addMapping, GenMapping, setSourceContent, toEncodedMap } from '@jridgewell/gen-mapping'
import { eachMapping, TraceMap } from '@jridgewell/trace-mapping'
import ts from 'typescript'
import type { EmitOptions } from './emit.ts'
import type { LineWriter, Mapped } from './lineWriter.ts'
import { relativeUrl } from './relativePath.ts'

export interface Compiled {
  readonly js: string
  readonly map: string
}

type MapOptions = Pick<EmitOptions, 'name' | 'outDir' | 'sourceMap' | 'sourcesContent'>

/** A map that is being made. */
class MapWriter {
  readonly #map: GenMapping
  readonly #options: MapOptions
  /** URLs by file. */
  readonly #sources = new Map<string, string>()

  constructor(file: string, options: MapOptions) {
    this.#map = new GenMapping({ file })
    this.#options = options
  }

  /** What stands at a place of the generated code, from there on, was made for `range`, or for nobody. */
  add(line: number, column: number, range: Mapped | null, named = false): void {
    const generated = { line, column }
    if (range === null) {
      addMapping(this.#map, { generated })
      return
    }
    const { loc, name } = range
    const original = { line: loc.line, column: loc.column - 1 }
    const place = { generated, original, source: this.#sourceOf(loc.file) }
    if (named && name !== null) addMapping(this.#map, { ...place, name })
    else addMapping(this.#map, place)
  }

  #sourceOf(file: string): string {
    const known = this.#sources.get(file)
    if (known !== undefined) return known
    const url = relativeUrl(this.#options.outDir, file)
    const content = this.#options.sourcesContent?.(file) ?? null
    if (content !== null) setSourceContent(this.#map, url, content)
    this.#sources.set(file, url)
    return url
  }

  get json(): string {
    const { version, file, names, sources, sourcesContent, mappings } = toEncodedMap(this.#map)
    const known = sourcesContent?.some((content) => content !== null) && { sourcesContent }
    return jsonOf({ version, file, names, sources, ...known, mappings })
  }
}

/** Code units as JSON escapes: what no editor shows, and, as a page may hold the map, what could end the script. */
const jsonOf = (map: object): string => {
  const json = JSON.stringify(map).replace(/[<\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
  return `${json}\n`
}

/**
 * The map of the `.fx.ts`, one mapping for each line of a statement, and those of what was fused into it. These are not in the map of
 * the JavaScript: a breakpoint there would stop at the next statement.
 */
export function sourceMap({ mapped, lines }: LineWriter, options: MapOptions): string {
  const map = new MapWriter(`${options.name}.fx.ts`, options)
  for (const range of mapped) {
    // Each line has its own mapping: consumers of source maps look no further than the line.
    for (let line = range.line; line <= range.endLine; line++) {
      const isFirst = line === range.line
      const column = isFirst ? range.column : (lines[line - 1] as string).search(/\S/)
      const fused = range.fused.filter((place) => range.line + place.line === line)
      if (fused[0]?.column !== column) map.add(line, column, range, isFirst)
      for (const place of fused) map.add(line, place.column, { ...range, loc: place.loc ?? range.loc })
    }
    // The line after a statement belongs to nobody until the next mapping.
    if (range.endLine < lines.length) map.add(range.endLine + 1, 0, null)
  }
  return map.json
}

/** The module as JavaScript, with a map to the user's file, or to the `.fx.ts`. */
export function compile(code: LineWriter, options: MapOptions): Compiled {
  const { name } = options
  const { outputText, sourceMapText } = ts.transpileModule(code.text, {
    fileName: `${name}.fx.ts`,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      sourceMap: true,
      verbatimModuleSyntax: true,
    },
  })
  const js = outputText.replace(/\/\/# sourceMappingURL=[^\n]*\n?$/, '')
  const own = sourceMapText ?? '{}'
  if (options.sourceMap === 'generated') return { js, map: jsonOf(JSON.parse(own) as object) }
  return { js, map: composed(own, code, options) }
}

/** `own`, which leads to the `.fx.ts`, led on to the user's file. */
function composed(own: string, code: LineWriter, options: MapOptions): string {
  const map = new MapWriter(`${options.name}.fx.js`, options)
  const byLine = new Map<number, Mapped>()
  for (const range of code.mapped)
    for (let line = range.line; line <= range.endLine; line++) byLine.set(line, range)
  let previous: Mapped | null = null
  eachMapping(new TraceMap(own), ({ generatedLine, generatedColumn, originalLine }) => {
    const range = (originalLine !== null && byLine.get(originalLine)) || null
    // The variable's name belongs to the first mapping of its statement.
    if (range || previous) map.add(generatedLine, generatedColumn, range, range !== previous)
    previous = range
  })
  return map.json
}
