/** @file The packages of the workspace and their source files, as they are on disk. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { type Syntax, syntaxOf } from './importsOf.ts'

export const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  /** What runs it: Node, and for an extension the editor, whose API it imports. */
  readonly engines?: Readonly<Record<string, string>>
}

export interface SourceFile extends Syntax {
  /** Path from the root of the repository. */
  readonly path: string
  /** Folder of its package. */
  readonly folder: string
  readonly text: string
  /** Tests and what only they use: what the package's tsconfig leaves out of the build. */
  readonly isTest: boolean
}

export interface Package {
  readonly manifest: Manifest
  readonly files: readonly SourceFile[]
}

/** Reads every package that has a manifest. */
export const readPackages = (): readonly Package[] =>
  readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ manifest: readManifest(folder), files: readFiles(folder) }))

const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

function readFiles(folder: string): readonly SourceFile[] {
  const config: unknown = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile).config
  const built = new Set(ts.parseJsonConfigFileContent(config, ts.sys, folder).fileNames)
  return readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?ts$/.test(name))
    .map((name) => {
      const path = join(folder, 'src', name)
      const text = readFileSync(path, 'utf8')
      return { path: relative(root, path), folder, text, isTest: !built.has(path), ...syntaxOf(path, text) }
    })
}
