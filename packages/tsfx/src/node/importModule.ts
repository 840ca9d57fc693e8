/** @file Imports a module of the user. */
import { pathToFileURL } from 'node:url'
import { isDiagnosticError } from '@tsfx/ir'
import { failedModule } from '../diagnostics.generated.ts'
import { explainFailure } from './explainFailure.ts'
import { framed, innermostUserPlace } from './userPlace.ts'

/**
 * The exports of a module.
 * @throws TSFX7019 with the cause and its place when the module cannot be loaded, or throws while it is; for causes that are known
 * by what Node says, TSFX7021 to TSFX7024.
 */
export async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  return await inUserCode(
    path,
    () => import(pathToFileURL(path).href) as Promise<Readonly<Record<string, unknown>>>,
  )
}

/** Runs code of the user's module `path`. @throws TSFX7019, TSFX7021 to TSFX7024 */
export async function inUserCode<T>(path: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    throw asDiagnostic(path, cause)
  }
}

/** `inUserCode` for code that must not wait. @throws TSFX7019, TSFX7024 */
export function inUserCodeSync<T>(path: string, run: () => T): T {
  try {
    return run()
  } catch (cause) {
    throw asDiagnostic(path, cause)
  }
}

function asDiagnostic(path: string, cause: unknown): unknown {
  if (isDiagnosticError(cause)) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  const thrownAt = innermostUserPlace(cause)
  const error =
    explainFailure({ path, message, thrownAt }) ??
    failedModule({ file: path, cause: message }, framed(thrownAt))
  error.cause = cause
  return error
}
