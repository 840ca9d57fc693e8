/** @file What every command loads before it begins: the language server and its protocol are for `tsfx lsp` alone. */
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { syntaxOf } from '../architecture/importsOf.ts'

const packages = fileURLToPath(new URL('../../packages/', import.meta.url))

/** The specifiers that are loaded with a file, through all of its package: those below it may not use a server at all. */
function loadedWith(file: string, seen = new Set<string>(), found = new Set<string>()): Set<string> {
  if (seen.has(file)) return found
  seen.add(file)
  for (const { specifier, kind } of syntaxOf(file, readFileSync(file, 'utf8')).imports) {
    if (kind !== 'value') continue
    found.add(specifier)
    if (specifier.startsWith('.')) loadedWith(resolve(dirname(file), specifier), seen, found)
  }
  return found
}

it('is not the language server', () => {
  const loaded = [...loadedWith(join(packages, 'tsfx/src/cli/main.ts'))]
  expect(loaded).toContain('@tsfx/tracer')
  expect(loaded.filter((specifier) => /lsp|vscode/.test(specifier) && !specifier.startsWith('.'))).toEqual([])
})
