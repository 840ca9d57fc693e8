/** @file Writes emitted files into the folder of the run (`emittedFolder.ts`), imports them and checks their types. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { inject } from 'vitest'
import type { EmittedFiles } from '../emit.ts'

const out = inject('emittedFolder')

/** Writes the files into a folder of their own, which lasts as long as the run; returns its path. */
export function writeEmitted(files: EmittedFiles): string {
  const folder = mkdtempSync(join(out, 'test-'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

/** The module `name.fx.js`, with its weights beside it. */
export async function importEmitted<T>(files: EmittedFiles): Promise<T> {
  const folder = writeEmitted(files)
  const js = Object.keys(files).find((name) => name.endsWith('.fx.js'))!
  return (await import(/* @vite-ignore */ pathToFileURL(join(folder, js)).href)) as T
}

/** Those of a strict project that uses the sources of this one. */
export const COMPILER_OPTIONS: ts.CompilerOptions = {
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
  noUnusedLocals: true,
  noUnusedParameters: true,
}

/** Parsed libraries are kept between checks; they are most of the work. */
const parsed = new Map<string, ts.SourceFile | undefined>()

/** Type errors of the emitted `.fx.ts` under `strict`. */
export const typeErrors = (files: EmittedFiles): readonly string[] => typeErrorsOfEach([files])[0]!

/** Type errors of several emitted modules, which one program checks in the time of one module. */
export function typeErrorsOfEach(emitted: readonly EmittedFiles[]): readonly (readonly string[])[] {
  const texts = new Map(
    emitted.map((files, i) => {
      const name = Object.keys(files).find((file) => file.endsWith('.fx.ts'))!
      return [join(out, `check-${i}`, name), files[name] as string]
    }),
  )
  const host = ts.createCompilerHost(COMPILER_OPTIONS)
  const { getSourceFile, fileExists, readFile } = host
  host.fileExists = (file) => texts.has(file) || fileExists(file)
  host.readFile = (file) => texts.get(file) ?? readFile(file)
  host.getSourceFile = (file, ...rest) => {
    const text = texts.get(file)
    if (text !== undefined) return ts.createSourceFile(file, text, rest[0])
    if (!parsed.has(file)) parsed.set(file, getSourceFile(file, ...rest))
    return parsed.get(file)
  }
  const program = ts.createProgram([...texts.keys()], COMPILER_OPTIONS, host)
  return [...texts.keys()].map((path) => {
    const source = program.getSourceFile(path)!
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return found.map(({ start, messageText }) => {
      const { line } = source.getLineAndCharacterOfPosition(start ?? 0)
      return `${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
    })
  })
}
