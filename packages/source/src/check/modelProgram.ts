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
  const { options, ambient } = projectOf(file)
  const host = modelHost(options, file, resolveFrom)
  const readSource = host.getSourceFile.bind(host)
  host.getSourceFile = (path, version, ...rest) =>
    path.endsWith('.d.ts')
      ? declarations(path, version, () => readSource(path, version, ...rest))
      : readSource(path, version, ...rest)
  return ts.createProgram([...files, ...ambient], options, host)
}

/** Reads files for the program of `file`; `@tensorflow/*` and `@tsfx/*` fall back to what `resolveFrom` sees. */
export function modelHost(
  options: ts.CompilerOptions,
  file: string,
  resolveFrom: string = OWN_FILE,
): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  const cache = ts.createModuleResolutionCache(dirname(file), (path) => path, options)
  host.resolveModuleNameLiterals = (literals, containing, redirected, _options, sourceFile) =>
    literals.map((literal) => {
      const mode = ts.getModeForUsageLocation(sourceFile, literal, options)
      const from = (importer: string) =>
        ts.resolveModuleName(literal.text, importer, options, host, cache, redirected, mode)
      const own = from(containing)
      return own.resolvedModule || !/^@(tensorflow|tsfx)\//.test(literal.text) ? own : from(resolveFrom)
    })
  return host
}

/** What governs a file: the user's compiler options and ambient declarations, or sane defaults. */
export interface Project {
  /** Null for a file outside of any project. */
  readonly configFile: string | null
  readonly options: ts.CompilerOptions
  readonly ambient: readonly string[]
}

/** The project of a file. */
export function projectOf(file: string): Project {
  const found = ts.findConfigFile(dirname(file), ts.sys.fileExists)
  const parsed = found ? readConfiguration(found, file) : null
  return {
    configFile: (parsed?.options.configFilePath as string | undefined) ?? null,
    options: { ...(parsed?.options ?? DEFAULTS), ...REQUIRED },
    ambient: (parsed?.fileNames ?? []).filter((name) => name.endsWith('.d.ts')),
  }
}

/** The sources of the project that governs a folder, of a solution those of all its projects; null without a tsconfig. */
export function projectFiles(folder: string): readonly string[] | null {
  const found = ts.findConfigFile(folder, ts.sys.fileExists)
  return found ? [...new Set(filesOf(found))] : null
}

function filesOf(configFile: string): readonly string[] {
  const parsed = parseConfiguration(configFile)
  if (!parsed) return []
  const own = parsed.fileNames.filter((name) => !/\.d\.[cm]?ts$/.test(name))
  const references = parsed.projectReferences ?? []
  return [...own, ...references.flatMap((reference) => filesOf(ts.resolveProjectReferencePath(reference)))]
}

function parseConfiguration(path: string): ts.ParsedCommandLine | null {
  const { config } = ts.readConfigFile(path, ts.sys.readFile)
  return config ? ts.parseJsonConfigFileContent(config, ts.sys, dirname(path), undefined, path) : null
}

/** Reads a tsconfig; of a solution, which has only references, the project that holds `file`. */
function readConfiguration(path: string, file: string): ts.ParsedCommandLine | null {
  const parsed = parseConfiguration(path)
  if (!parsed || parsed.fileNames.length > 0) return parsed
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
