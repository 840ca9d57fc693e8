/**
 * @file A type-checked program for model files, under the user's own tsconfig where there is one.
 */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** What holds for every check: absent values are told from tensors by their type, and nothing is written. */
const REQUIRED: ts.CompilerOptions = {
  allowJs: true,
  strictNullChecks: true,
  noEmit: true,
  skipLibCheck: true,
  composite: false,
  incremental: false,
  allowImportingTsExtensions: true,
  // Without it the exports of a CommonJS `.js` file cannot be asked for.
  moduleDetection: ts.ModuleDetectionKind.Force,
}

const DEFAULTS: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.Preserve,
}

const OWN_FILE = fileURLToPath(import.meta.url)

/**
 * Makes the program of `files` and what they import, under the project of the first; `@tensorflow/*` and `@tsfx/*` fall
 * back to what `resolveFrom` sees.
 */
export function modelProgram(files: readonly string[], resolveFrom: string = OWN_FILE): ts.Program {
  const file = files[0] as string
  const { options, ambient } = configuration(file)
  const host = ts.createCompilerHost(options)
  const readSource = host.getSourceFile.bind(host)
  host.getSourceFile = (path, version, ...rest) =>
    path.endsWith('.d.ts')
      ? declarations(path, version, () => readSource(path, version, ...rest))
      : readSource(path, version, ...rest)
  const cache = ts.createModuleResolutionCache(dirname(file), (path) => path, options)
  host.resolveModuleNameLiterals = (literals, containing, redirected, _options, sourceFile) =>
    literals.map((literal) => {
      const mode = ts.getModeForUsageLocation(sourceFile, literal, options)
      const from = (importer: string) =>
        ts.resolveModuleName(literal.text, importer, options, host, cache, redirected, mode)
      const own = from(containing)
      return own.resolvedModule || !/^@(tensorflow|tsfx)\//.test(literal.text) ? own : from(resolveFrom)
    })
  return ts.createProgram([...files, ...ambient], options, host)
}

/** The user's compiler options and ambient declarations, or sane defaults. */
function configuration(file: string): { options: ts.CompilerOptions; ambient: string[] } {
  const found = ts.findConfigFile(dirname(file), ts.sys.fileExists)
  const parsed = found ? readConfiguration(found, file) : null
  return {
    options: { ...(parsed?.options ?? DEFAULTS), ...REQUIRED },
    ambient: (parsed?.fileNames ?? []).filter((name) => name.endsWith('.d.ts')),
  }
}

/** Reads a tsconfig; of a solution, which has only references, the project that holds `file`. */
function readConfiguration(path: string, file: string): ts.ParsedCommandLine | null {
  const { config } = ts.readConfigFile(path, ts.sys.readFile)
  if (!config) return null
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, dirname(path), undefined, path)
  if (parsed.fileNames.length > 0) return parsed
  for (const reference of parsed.projectReferences ?? []) {
    const project = readConfiguration(ts.resolveProjectReferencePath(reference), file)
    if (project?.fileNames.includes(file)) return project
  }
  return parsed
}

const known = new Map<string, ts.SourceFile>()

/** Declaration files of libraries are parsed once per process: they are most of a program's time. */
function declarations(
  path: string,
  version: ts.ScriptTarget | ts.CreateSourceFileOptions,
  read: () => ts.SourceFile | undefined,
): ts.SourceFile | undefined {
  const format =
    typeof version === 'object' ? `${version.languageVersion}:${version.impliedNodeFormat}` : version
  const key = `${path}:${ts.sys.getModifiedTime?.(path)?.getTime()}:${format}`
  const tree = known.get(key) ?? read()
  if (tree) known.set(key, tree)
  return tree
}
