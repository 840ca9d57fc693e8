/** @file What Node and TensorFlow.js say when a user's module fails, for causes that have a remedy of their own. */
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DiagnosticError, SourceLocation } from '@tsfx/ir'
import { commonJsSyntax, kernelNotThere, missingImport, missingName } from '../diagnostics.generated.ts'
import { framed, readText } from './userPlace.ts'

export interface Failure {
  /** The module that was to be run. */
  readonly path: string
  readonly message: string
  readonly thrownAt: SourceLocation | null
}

type Explain = (failure: Failure, match: RegExpExecArray) => DiagnosticError

/** Texts of Node 20 to 24, and of tfjs 4. */
const CAUSES: readonly (readonly [RegExp, Explain])[] = [
  [/^Cannot find (?:package|module) '(.+?)' imported from (.+)$/s, explainMissingImport],
  [
    /^The requested module '(.+?)' does not provide an export named '(.+?)'/,
    (failure, [, specifier, name]) => explainMissingName(failure, specifier as string, name as string),
  ],
  [
    /^Named export '(.+?)' not found. The requested module '(.+?)' is a CommonJS module/,
    (failure, [, name, specifier]) => explainMissingName(failure, specifier as string, name as string),
  ],
  [
    /^(module|exports|require) is not defined in ES module scope|^(module|exports|require) is not defined$/,
    ({ path, thrownAt }, [, scoped, plain]) =>
      commonJsSyntax({ file: thrownAt?.file ?? path, what: scoped ?? plain ?? 'module' }, framed(thrownAt)),
  ],
  [
    /^Unknown file extension "\.cts" for (.+)$/,
    (_failure, [, file]) => commonJsSyntax({ file: asPath(file as string), what: 'the module system' }),
  ],
  [
    /Kernel '(.+?)' not registered for backend '(.+?)'/,
    ({ path, thrownAt }, [, kernel, backend]) =>
      kernelNotThere({ file: path, kernel: kernel as string, backend: backend as string }, framed(thrownAt)),
  ],
]

/** The diagnostic for a failure whose cause is known by its text; null for any other. */
export function explainFailure(failure: Failure): DiagnosticError | null {
  for (const [pattern, explain] of CAUSES) {
    const match = pattern.exec(failure.message)
    if (match) return explain(failure, match)
  }
  return null
}

function explainMissingImport(_failure: Failure, [, found, from]: RegExpExecArray): DiagnosticError {
  const importer = asPath(from as string)
  const specifier = specifierOf(found as string, importer)
  const isFile = /^[./]/.test(specifier)
  // `@scope/name/part` is of the package `@scope/name`; `@/name` is of none.
  const name = /^(?:@[^/]+\/)?[^@/][^/]*/.exec(specifier)?.[0] ?? specifier
  const remedy = isFile
    ? 'correct the path, or make the file; it is taken from the folder of the importing file'
    : `install it near that file (npm install ${name}), or explain an alias by paths in its tsconfig.json`
  return missingImport(
    { file: importer, specifier, remedy },
    framed(placeOfText(importer, specifier), specifier.length),
  )
}

function explainMissingName({ path, thrownAt }: Failure, specifier: string, name: string): DiagnosticError {
  const file = thrownAt?.file ?? path
  return missingName({ file, name, specifier }, framed(placeOfText(file, specifier, name) ?? thrownAt))
}

const asPath = (file: string): string => (file.startsWith('file:') ? fileURLToPath(file) : file)

/** Node names a file by its whole path, and a package without the rest of its specifier: the import of the source says how it is written. */
function specifierOf(found: string, importer: string): string {
  const wanted = basename(found).replace(/\.\w+$/, '')
  const written = importsOf(importer).find((specifier) =>
    found.startsWith('/')
      ? basename(specifier).replace(/\.\w+$/, '') === wanted
      : `${specifier}/`.startsWith(`${found}/`),
  )
  return written ?? found
}

const IMPORT = /\b(?:from|import|require\()\s*\(?\s*(['"])(.+?)\1/g

function importsOf(file: string): readonly string[] {
  return Array.from(textOf(file).matchAll(IMPORT), ([, , specifier]) => specifier as string)
}

/** Where a file imports `specifier`, or a name from it. */
function placeOfText(file: string, specifier: string, name?: string): SourceLocation | null {
  const lines = textOf(file).split('\n')
  const isHere = (line: string): boolean => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`)
  const row = lines.findIndex(isHere)
  if (row < 0) return null
  const line = lines[row] as string
  const at = name === undefined ? -1 : line.search(new RegExp(`\\b${name.replace(/\W/g, '\\$&')}\\b`))
  return { file, line: row + 1, column: (at < 0 ? line.indexOf(specifier) : at) + 1 }
}

const textOf = (file: string): string => readText(file) ?? ''
