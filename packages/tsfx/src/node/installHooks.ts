/**
 * @file Makes this process able to load and trace users' models: wraps the functions of their TensorFlow.js, names
 * values from their source, and registers the module hooks. Imports evaluated before cannot be reached any more.
 */
import { register } from 'node:module'
import { pathToFileURL } from 'node:url'
import { setDefaultSourceLookup } from '@tsfx/ir'
import type { Tfjs } from '@tsfx/ops'
import { createSourceLookup } from '@tsfx/source'
import { aliasSource, installCapture } from '@tsfx/tracer'
import { twoTfjsCores } from '../diagnostics.generated.ts'
import { findNear, findPackage } from './findPackage.ts'
import type { HookData } from './hooks.ts'
import { resolveCommonJs } from './resolveCommonJs.ts'

let installed: { readonly core: string; readonly tf: Tfjs } | null = null

/**
 * Installs capture once per process; `folders` are searched for the user's tfjs-core, in order.
 * @throws TSFX7001 when no tfjs-core is found, TSFX7002 when another copy was installed before.
 */
export function installHooks(folders: readonly string[]): Tfjs {
  if (installed) {
    // A folder without a copy of its own, such as a folder of emitted files, uses the one that is installed.
    const near = findNear('@tensorflow/tfjs-core', folders)
    if (near && near.path !== installed.core) throw twoTfjsCores({ first: installed.core, second: near.path })
    return installed.tf
  }
  const found = findPackage('@tensorflow/tfjs-core', folders)
  const tf = installCapture(found.load() as Tfjs)
  setDefaultSourceLookup(createSourceLookup())
  const data: HookData = {
    tfjsCore: pathToFileURL(found.path).href,
    alias: aliasSource({ exportNames: Object.keys(tf), tableImport: neighbour('capturedTfjs').href }),
    ours: import.meta.url,
  }
  register(neighbour('hooks'), { data })
  resolveCommonJs(found.path)
  // What type stripping had to rewrite carries a source map; with it, stacks and so places are the user's own.
  process.setSourceMapsEnabled(true)
  installed = { core: found.path, tf }
  return tf
}

/** A module beside this one; in a source tree both are TypeScript. */
const neighbour = (name: string): URL =>
  new URL(`./${name}.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)
