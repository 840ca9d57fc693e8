import type { GraphMeta } from './graphState.ts'
import type { SourceLocation } from './sourceLocation.ts'

/**
 * Where the user's code first calls the module at `path`: for a module that a library calls, such as an item of Sequential, the
 * call of the user's that leads there. Null where it is not known. Paths are the user's, and may be `constructor`.
 */
export const moduleCallPlace = ({ calls }: Pick<GraphMeta, 'calls'>, path: string): SourceLocation | null =>
  Object.hasOwn(calls, path) ? (calls[path] ?? null) : null
