/**
 * @file Paths in forward's parameters, `options.scale` or `pair.0`: targets of placeholders, and places of guards. Different
 * places have different paths, also where keys of records have dots of their own.
 */

/** One key as it stands in a path: its own dots and backslashes are escaped. */
export const pathKey = (key: string): string => key.replace(/[.\\]/g, '\\$&')

/** The keys that a path joins, the first of which is the parameter. */
export const keysOfPath = (path: string): readonly string[] =>
  path.split(/(?<=(?<!\\)(?:\\\\)*)\./).map((key) => key.replace(/\\(.)/g, '$1'))
