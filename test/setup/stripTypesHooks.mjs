/**
 * @file The hook of stripTypes.mjs: our own sources keep to syntax that can be blanked out. What was blanked is kept under
 * `node_modules/.cache`, by its content, since loading TypeScript costs each process more than all the rest.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const cache = new URL('../../node_modules/.cache/tsfx-stripped/', import.meta.url)
mkdirSync(cache, { recursive: true })

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts') || url.includes('/node_modules/'))
    return next(url, context)
  const text = readFileSync(fileURLToPath(url), 'utf8')
  return { format: 'module', source: kept(text) ?? (await blanked(text)), shortCircuit: true }
}

const fileOf = (text) => new URL(`${createHash('sha1').update(text).digest('hex')}.js`, cache)

function kept(text) {
  try {
    return readFileSync(fileOf(text), 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

async function blanked(text) {
  const [{ blankSourceFile }, { default: ts }] = await Promise.all([
    import('ts-blank-space'),
    import('typescript'),
  ])
  const source = blankSourceFile(
    ts.createSourceFile('module.ts', text, ts.ScriptTarget.ES2023, false, ts.ScriptKind.TS),
  )
  // Other processes may write the same file: each writes its own and moves it into place.
  const file = fileOf(text)
  const own = new URL(`${file.href}.${process.pid}`)
  writeFileSync(own, source)
  renameSync(own, file)
  return source
}
