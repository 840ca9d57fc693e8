import type { GraphMeta } from './graphState.ts'

/** The class of the module at `path`, the root's at ''; null where it is not known. Paths are the user's, and may be `constructor`. */
export const moduleClass = ({ modules }: Pick<GraphMeta, 'modules'>, path: string): string | null =>
  Object.hasOwn(modules, path) ? (modules[path] ?? null) : null
