/** @file Writes emitted files into the ignored `out/` of this package, imports them and checks their types. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'
import { afterAll } from 'vitest'
import type { EmittedFiles } from '../emit.ts'

const out = fileURLToPath(new URL('../../out/', import.meta.url))

const written: string[] = []
afterAll(() => {
  for (const folder of written) rmSync(folder, { recursive: true })
})

/** Writes the files into a folder of their own, which lasts as long as the test file; returns its path. */
export function writeEmitted(files: EmittedFiles): string {
  mkdirSync(out, { recursive: true })
  const folder = mkdtempSync(join(out, 'test-'))
  written.push(folder)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

/** The module `name.fx.js`, with its weights beside it. */
export async function importEmitted<T>(files: EmittedFiles): Promise<T> {
  const folder = writeEmitted(files)
  const js = Object.keys(files).find((name) => name.endsWith('.fx.js'))!
  return (await import(/* @vite-ignore */ pathToFileURL(join(folder, js)).href)) as T
}

/** Parsed libraries are kept between checks; they are most of the work. */
const parsed = new Map<string, ts.SourceFile | undefined>()

/** Type errors of the emitted `.fx.ts` under `strict`. */
export function typeErrors(files: EmittedFiles): readonly string[] {
  const name = Object.keys(files).find((file) => file.endsWith('.fx.ts'))!
  const path = join(out, name)
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['tsfx-source'],
    allowImportingTsExtensions: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    types: [],
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists, readFile } = host
  host.fileExists = (file) => file === path || fileExists(file)
  host.readFile = (file) => (file === path ? (files[name] as string) : readFile(file))
  host.getSourceFile = (file, ...rest) => {
    if (file === path) return ts.createSourceFile(file, files[name] as string, rest[0])
    if (!parsed.has(file)) parsed.set(file, getSourceFile(file, ...rest))
    return parsed.get(file)
  }
  const program = ts.createProgram([path], options, host)
  const source = program.getSourceFile(path)
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    (diagnostic) => {
      const { line } = source!.getLineAndCharacterOfPosition(diagnostic.start ?? 0)
      return `${line + 1}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`
    },
  )
}
