/**
 * @file The modules by which a bundle takes the capturing functions of tfjs-core for its own: module namespaces cannot be changed,
 * so each import of the package has to lead to other exports.
 */
import { dirname, join } from 'node:path'
import { aliasSource } from '@tsfx/tracer'
import { findPackage } from './findPackage.ts'

export interface BundlerAlias {
  /** Takes the place of `@tensorflow/tfjs-core`: the same exports, from `table`. */
  readonly alias: string
  /** Installs capture in the real package, which it imports by its file. */
  readonly table: string
}

export interface BundlerAliasOptions {
  /** Folder from which the user's tfjs-core is found. */
  readonly root: string
  /** Specifier of `table` in `alias`. Default: `./tfjs-table.js`. */
  readonly tableImport?: string
  /** Specifier of the real package in `table`. Default: the file that the user's bundler takes for it. */
  readonly coreImport?: string
}

/**
 * The texts of both modules. Files beside each other work with any bundler that can replace one package:
 * `@tensorflow/tfjs-core` itself, and not the files in it.
 * @throws TSFX7001 when there is no tfjs-core
 */
export function bundlerAlias({
  root,
  tableImport = './tfjs-table.js',
  coreImport = '@tensorflow/tfjs-core/dist/index.js',
}: BundlerAliasOptions): BundlerAlias {
  const exports = findPackage('@tensorflow/tfjs-core', [root]).load() as object
  return {
    alias: aliasSource({ exportNames: Object.keys(exports), tableImport }),
    table: [
      `import * as core from ${JSON.stringify(coreImport)}`,
      "import { installCapture } from 'tsfx/capture'",
      'export const tfjs = installCapture(core)',
      '',
    ].join('\n'),
  }
}

/** The ES module that bundlers take for the user's tfjs-core. @throws TSFX7001 when there is none */
export const tfjsCoreModule = (root: string): string =>
  join(dirname(findPackage('@tensorflow/tfjs-core', [root]).path), 'index.js')
