/** @file Imports that only a tsconfig explains: its `paths` and `baseUrl`, which TypeScript checks and Node does not know. */
import { dirname } from 'node:path'
import ts from 'typescript'
import { projectOf } from './check/modelProgram.ts'

const known = new Map<string, ts.CompilerOptions>()

/**
 * The file that an import means by the tsconfig which governs `importer`; null where none of its `paths` matches, and where what it
 * means is not the user's own source.
 */
export function projectImport(specifier: string, importer: string): string | null {
  if (/^[./]|^[a-z][\w+.-]*:/i.test(specifier) || /[\\/]node_modules[\\/]/.test(importer)) return null
  const options = optionsFor(importer)
  const patterns = Object.keys(options.paths ?? {})
  if (options.baseUrl === undefined && !patterns.some((pattern) => matches(pattern, specifier))) return null
  const { resolvedModule } = ts.resolveModuleName(specifier, importer, options, ts.sys)
  if (!resolvedModule || resolvedModule.isExternalLibraryImport) return null
  return /\.d\.[cm]?ts$/.test(resolvedModule.resolvedFileName) ? null : resolvedModule.resolvedFileName
}

/** The options of a folder, read once per process. */
function optionsFor(importer: string): ts.CompilerOptions {
  const folder = dirname(importer)
  const options = known.get(folder) ?? projectOf(importer).options
  known.set(folder, options)
  return options
}

/** A pattern of `paths` has one star at most. */
function matches(pattern: string, specifier: string): boolean {
  const [before = '', after] = pattern.split('*')
  if (after === undefined) return pattern === specifier
  const length = before.length + after.length
  return specifier.length >= length && specifier.startsWith(before) && specifier.endsWith(after)
}
