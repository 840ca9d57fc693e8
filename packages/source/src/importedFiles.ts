/** @file The user's own files that a module loads, read from the imports in their text: nothing is run, and nothing need compile. */
import { existsSync, statSync } from 'node:fs'
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

interface KnownImports {
  readonly stamp: string
  readonly files: readonly string[]
}

/** What files import, by path: who watches asks at every save for files of which one has changed. */
const known = new Map<string, KnownImports>()

function importsOf(path: string): readonly string[] {
  if (!/\.([cm]?[jt]s|[jt]sx)$/.test(path)) return []
  const stamp = stampOf(path)
  if (stamp === null) return []
  const before = known.get(path)
  if (before?.stamp === stamp) return before.files
  const { importedFiles: imports } = ts.preProcessFile(ts.sys.readFile(path) ?? '', true, true)
  const options = imports.length > 0 ? optionsFor(path) : {}
  const files = imports.flatMap(({ fileName }) => filesOf(fileName, path, options))
  // What leads nowhere is looked for again, since it may lead somewhere by then.
  if (files.every((file) => existsSync(file))) known.set(path, { stamp, files })
  else known.delete(path)
  return files
}

/** Differs when a file was saved; null where there is none. */
function stampOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isFile() ? `${stats.mtimeMs}:${stats.size}` : null
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

/** Options of folders; reading a tsconfig lists all files that it governs. */
const knownOptions = new Map<string, ts.CompilerOptions>()

/** The way modules are looked for in a bundler finds all that the loader finds. */
function optionsFor(path: string): ts.CompilerOptions {
  const config = ts.findConfigFile(dirname(path), ts.sys.fileExists)
  const key = `${dirname(path)}\0${config && `${config}\0${stampOf(config)}`}`
  const options = knownOptions.get(key) ?? {
    ...projectOf(path).options,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    resolveJsonModule: true,
  }
  knownOptions.set(key, options)
  return options
}
