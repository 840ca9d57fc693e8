/** @file The user's own files that a module loads, read from the imports in their text: nothing is run, and nothing need compile. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import ts from 'typescript'
import { projectOf } from './check/modelProgram.ts'

/**
 * A file and all that it imports, over any number of steps, but no library. An import that leads nowhere gives the files that it
 * would lead to, so that who watches them is told when one is made.
 */
export function importedFiles(file: string): readonly string[] {
  const found = new Set([resolve(file)])
  for (const path of found) for (const imported of importsOf(path)) found.add(imported)
  return [...found]
}

function importsOf(path: string): readonly string[] {
  if (!/\.([cm]?[jt]s|[jt]sx)$/.test(path)) return []
  const text = textOf(path)
  if (text === null) return []
  const { importedFiles: imports } = ts.preProcessFile(text, true, true)
  const options = imports.length > 0 ? optionsFor(path) : {}
  return imports.flatMap(({ fileName }) => filesOf(fileName, path, options))
}

function filesOf(specifier: string, importer: string, options: ts.CompilerOptions): readonly string[] {
  if (/^(@tensorflow|@tsfx)\/|^tsfx($|\/)|^node:/.test(specifier)) return []
  const { resolvedModule } = ts.resolveModuleName(specifier, importer, options, ts.sys)
  if (resolvedModule) {
    const { resolvedFileName, isExternalLibraryImport } = resolvedModule
    return isExternalLibraryImport || /\.d\.[cm]?ts$/.test(resolvedFileName) ? [] : [resolvedFileName]
  }
  return /^\.{1,2}\//.test(specifier) ? candidates(resolve(dirname(importer), specifier)) : []
}

/** What a relative import may mean, as the loader tries it. */
function candidates(base: string): readonly string[] {
  if (existsSync(base) && /\.\w+$/.test(base)) return [base]
  const typed = base.replace(/\.([cm]?)js(x?)$/, '.$1ts$2')
  return [
    ...new Set([base, typed]),
    ...['.ts', '.tsx', '.js', '/index.ts', '/index.js'].map((end) => base + end),
  ]
}

/** The way modules are looked for in a bundler finds all that the loader finds. */
const optionsFor = (path: string): ts.CompilerOptions => ({
  ...projectOf(path).options,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  resolveJsonModule: true,
})

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
