/** @file Module hooks of `--strict`, in a thread of their own: the user's modules load with conditions that tell of tensors. */
import { readFileSync } from 'node:fs'
import type { LoadHook } from 'node:module'
import { fileURLToPath } from 'node:url'
import { instrumentConditions } from '@tsfx/source'

export const load: LoadHook = async (url, context, next) => {
  if (!/^file:.*\.([cm]?[jt]s|[jt]sx)$/.test(url) || url.includes('/node_modules/')) return next(url, context)
  const file = fileURLToPath(url)
  const instrumented = instrumentConditions(readFileSync(file, 'utf8'), file)
  if (instrumented) return { format: 'module', source: instrumented.code, shortCircuit: true }
  console.error(`note: ${file} is CommonJS, whose conditions --strict does not see`)
  return next(url, context)
}
