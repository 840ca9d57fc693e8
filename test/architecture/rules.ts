/** @file The rules of the workspace: each gives the breaches in one file or one manifest, in words. */
import { basename, dirname, relative, resolve } from 'node:path'
import layers from './layers.json' with { type: 'json' }
import { type Manifest, root, type SourceFile } from './workspace.ts'

const LAYERS: Readonly<Record<string, number>> = layers
const MOST_LINES = 400
const BANNED_NAMES = ['utils', 'util', 'helpers', 'helper', 'common', 'misc']
/** The zoo is private and is a user of tfjs, like any model. */
const TFJS_USERS = ['@tsfx/zoo']
/** The CLI loads tfjs when it runs a model. */
const TFJS_LOADERS = ['tsfx']

const isRelative = (specifier: string): boolean => specifier.startsWith('.')

/** `@tsfx/ir/sub` -> `@tsfx/ir`; `tsfx/node` -> `tsfx`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const isBelow = (name: string, from: string): boolean => LAYERS[name]! < LAYERS[from]!

/** Dependencies of a manifest that are not of a smaller layer. */
export function manifestOrder({ name, dependencies, peerDependencies }: Manifest): string[] {
  if (!(name in LAYERS)) return [`${name} is not in layers.json`]
  return Object.keys({ ...dependencies, ...peerDependencies })
    .filter((other) => other in LAYERS && !isBelow(other, name))
    .map((other) => `${name} depends on ${other}, which is not of a smaller layer`)
}

const eachImport = (file: SourceFile, breach: (specifier: string) => string | null): string[] =>
  file.imports.flatMap(({ specifier, line }) => {
    const problem = breach(specifier)
    return problem === null ? [] : [`${file.path}:${line} ${problem}`]
  })

/** Imports, of types too, that are not from a smaller layer. */
export const importOrder = (file: SourceFile, { name }: Manifest): string[] =>
  eachImport(file, (specifier) => {
    const other = packageOf(specifier)
    return other in LAYERS && !isBelow(other, name)
      ? `imports ${specifier}, which is not of a smaller layer`
      : null
  })

/** Relative imports that leave the package. */
export const staysInside = (file: SourceFile): string[] =>
  eachImport(file, (specifier) => {
    if (!isRelative(specifier)) return null
    const target = relative(file.folder, resolve(root, dirname(file.path), specifier))
    return target.startsWith('..') ? `imports ${specifier}, out of its package` : null
  })

/** Imports of packages that the manifest does not declare; what Node has itself needs no declaration, and an engine is one. */
export const declared = (file: SourceFile, { dependencies, peerDependencies, engines }: Manifest): string[] =>
  eachImport(file, (specifier) => {
    if (file.isTest || isRelative(specifier) || specifier.startsWith('node:')) return null
    return packageOf(specifier) in { ...dependencies, ...peerDependencies, ...engines }
      ? null
      : `imports ${specifier}, which its package.json does not declare`
  })

/** Imports of tfjs values: tsfx works with the user's copy, and reads types alone. */
export function tfjsTypesOnly(file: SourceFile, { name }: Manifest): string[] {
  if (file.isTest || TFJS_USERS.includes(name)) return []
  return file.imports
    .filter(({ specifier }) => specifier.startsWith('@tensorflow/'))
    .filter(({ kind }) => kind === 'value' || (kind === 'dynamic' && !TFJS_LOADERS.includes(name)))
    .map(({ specifier, line, kind }) => `${file.path}:${line} imports values of ${specifier} (${kind})`)
}

export const lengthOf = ({ path, text }: SourceFile): string[] => {
  const lines = text.split('\n').length - 1
  return lines > MOST_LINES && !path.endsWith('.generated.ts')
    ? [`${path} has ${lines} lines; ${MOST_LINES} are the most`]
    : []
}

export const noDefaultExport = ({ path, hasDefaultExport }: SourceFile): string[] =>
  hasDefaultExport ? [`${path} has a default export`] : []

/** A file is named after the one thing it exports. */
export const namedFile = ({ path }: SourceFile): string[] =>
  BANNED_NAMES.includes(basename(path).split('.')[0]!.toLowerCase()) ? [`${path} is named after nothing`] : []
