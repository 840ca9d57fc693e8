/** @file Module hooks of `--strict`, in a thread of their own: the user's modules load with conditions that tell of tensors. */
import { readFileSync } from 'node:fs'
import type { LoadHook } from 'node:module'
import { fileURLToPath } from 'node:url'
import { instrumentConditions } from '@tsfx/source'

export const load: LoadHook = async (url, context, next) => {
  // Which format a file has, and whether its syntax is right, is known to who loads it without conditions.
  const plain = await next(url, context)
  if (!/^file:.*\.([cm]?[jt]s|[jt]sx)$/.test(url) || url.includes('/node_modules/')) return plain
  const file = fileURLToPath(url)
  if (plain.format === 'commonjs')
    console.error(`note: ${file} is CommonJS, whose conditions --strict does not see`)
  if (plain.format !== 'module') return plain
  const instrumented = instrumentConditions(readFileSync(file, 'utf8'), file)
  return instrumented ? { format: 'module', source: instrumented.code, shortCircuit: true } : plain
}
