/** @file Paths and `file:` URIs. */
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The path of a `file:` URI; null for any other URI, and for one that cannot be a path. */
export function pathOfUri(uri: string): string | null {
  if (!/^file:/i.test(uri)) return null
  try {
    return fileURLToPath(uri)
  } catch {
    return null
  }
}

/** The URI of a path. */
export const uriOfPath = (path: string): string => pathToFileURL(path).href
