/** @file Imports a module of the user. */
import { pathToFileURL } from 'node:url'
import { isDiagnosticError, type SourceLocation } from '@tsfx/ir'
import { createSourceLookup } from '@tsfx/source'
import { failedModule } from '../diagnostics.generated.ts'

/**
 * The exports of a module.
 * @throws TSFX7019 with the cause and its place when the module cannot be loaded, or throws while it is.
 */
export async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  return await inUserCode(
    path,
    () => import(pathToFileURL(path).href) as Promise<Readonly<Record<string, unknown>>>,
  )
}

/** Runs code of the user's module `path`. @throws TSFX7019 */
export async function inUserCode<T>(path: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    throw asDiagnostic(path, cause)
  }
}

/** `inUserCode` for code that must not wait. @throws TSFX7019 */
export function inUserCodeSync<T>(path: string, run: () => T): T {
  try {
    return run()
  } catch (cause) {
    throw asDiagnostic(path, cause)
  }
}

function asDiagnostic(path: string, cause: unknown): unknown {
  if (isDiagnosticError(cause)) return cause
  const loc = innermostUserPlace(cause)
  const frame = loc && createSourceLookup().codeFrame(loc)
  const place = { ...(loc && { loc }), ...(frame && { frame }) }
  const error = failedModule(
    { file: path, cause: cause instanceof Error ? cause.message : String(cause) },
    place,
  )
  error.cause = cause
  return error
}

/** Where an error comes from in the user's code: the innermost frame that is no library's. */
export function innermostUserPlace(cause: unknown): SourceLocation | null {
  const stack = cause instanceof Error ? (cause.stack ?? '') : ''
  for (const line of stack.split('\n')) {
    const [, file, row, column] = /((?:file:\/\/)?\/[^():]*):(\d+):(\d+)\)?$/.exec(line) ?? []
    if (file === undefined || /node_modules|\/packages\/\w+\/(src|dist)\//.test(file)) continue
    return { file: file.replace('file://', ''), line: Number(row), column: Number(column) }
  }
  return null
}
