/**
 * @file The user's files as syntax trees, parsed once and again only when a file changes on disk.
 */
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** Parsed files by path; null for a file that cannot be read. */
export type SourceFiles = (file: string) => ts.SourceFile | null

/** Makes a cache of syntax trees keyed by path and modification time. */
export function createSourceFiles(): SourceFiles {
  const parsed = new Map<string, { readonly modified: number; readonly tree: ts.SourceFile }>()
  return (file) => {
    const path = filePath(file)
    if (path === null) return null
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    if (modified === undefined) return null
    const known = parsed.get(path)
    if (known?.modified === modified) return known.tree
    const text = ts.sys.readFile(path)
    if (text === undefined) return null
    const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
    parsed.set(path, { modified, tree })
    return tree
  }
}

/** The path of a file named by a stack frame, which may be a `file:` URL with a query; null for any other URL. */
export function filePath(file: string): string | null {
  if (/^file:/i.test(file)) return fileURLToPath(file)
  return /^[a-z][a-z+.-]+:/i.test(file) ? null : file
}
