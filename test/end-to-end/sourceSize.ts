/** @file How long sources are: the user's own, with all that they import beside them, and emitted modules. */
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export interface SourceSize {
  readonly lines: number
  /** Lines with more on them than comments. */
  readonly code: number
}

const ZOO_SOURCES = fileURLToPath(new URL('../../packages/zoo/src/', import.meta.url))

/** The files of the zoo that `entry` is made of: itself, and what it imports by a relative path, and so on. */
export function filesOf(entry: string, found: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  const path = join(ZOO_SOURCES, basename(entry))
  if (found.has(path)) return found
  const { importedFiles } = ts.preProcessFile(readFileSync(path, 'utf8'))
  const own = importedFiles.map(({ fileName }) => fileName).filter((name) => dirname(name) === '.')
  return own.reduce<ReadonlySet<string>>((files, name) => filesOf(name, files), new Set([...found, path]))
}

/** Of all files of a model together. */
export function sizeOfModel(entry: string): SourceSize {
  const sizes = [...filesOf(entry)].map((path) => sizeOf(readFileSync(path, 'utf8')))
  return {
    lines: sizes.reduce((sum, { lines }) => sum + lines, 0),
    code: sizes.reduce((sum, { code }) => sum + code, 0),
  }
}

export function sizeOf(text: string): SourceSize {
  const tree = ts.createSourceFile('size.ts', text, ts.ScriptTarget.Latest)
  const lineAt = (position: number): number => tree.getLineAndCharacterOfPosition(position).line
  const code = new Set<number>()
  const visit = (node: ts.Node): void => {
    // Comments are no tokens, but those of JSDoc are children of what they stand before.
    if (ts.isJSDoc(node)) return
    const parts = node.getChildren(tree)
    if (parts.length > 0) parts.forEach(visit)
    else if (node.getWidth(tree) > 0)
      for (let line = lineAt(node.getStart(tree)); line <= lineAt(node.end); line++) code.add(line)
  }
  visit(tree)
  return { lines: text.trimEnd().split('\n').length, code: code.size }
}

/** The lines that are wider than `columns`, with their numbers. */
export const widerThan = (text: string, columns: number): readonly string[] =>
  text.split('\n').flatMap((line, i) => (line.length > columns ? [`${i + 1}: ${line}`] : []))
