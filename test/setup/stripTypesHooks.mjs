/** @file The hook of stripTypes.mjs: our own sources keep to syntax that can be blanked out. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { blankSourceFile } from 'ts-blank-space'
import ts from 'typescript'

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts') || url.includes('/node_modules/'))
    return next(url, context)
  const text = readFileSync(fileURLToPath(url), 'utf8')
  const tree = ts.createSourceFile(url, text, ts.ScriptTarget.ES2023, false, ts.ScriptKind.TS)
  return { format: 'module', source: blankSourceFile(tree), shortCircuit: true }
}
