/** @file Finds a package for a user's model: from the model's folder first, then the copy tsfx was installed with. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { missingPackage } from '../diagnostics.generated.ts'

/** A package found, and the `require` that loads the same copy its other CommonJS users see. */
export interface FoundPackage {
  readonly path: string
  readonly load: () => unknown
}

/**
 * Resolves `name` from each folder in turn, then from tsfx itself.
 * @throws TSFX7001 when none has it.
 */
export function findPackage(name: string, folders: readonly string[]): FoundPackage {
  const found = findNear(name, folders) ?? findFrom(name, import.meta.url)
  if (!found) throw missingPackage({ name, folders: folders.join(', ') })
  return found
}

/** Resolves `name` from each folder in turn; null when none of them has it. */
export function findNear(name: string, folders: readonly string[]): FoundPackage | null {
  for (const folder of folders) {
    const found = findFrom(name, pathToFileURL(join(folder, 'noop.js')).href)
    if (found) return found
  }
  return null
}

function findFrom(name: string, from: string): FoundPackage | null {
  const require = createRequire(from)
  try {
    const path = require.resolve(name)
    return { path, load: () => require(path) as unknown }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    return null
  }
}
