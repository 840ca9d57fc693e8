/** @file Material beside the checkout, which is not committed; tests that need it say so when it is absent. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Path of a file under `../shared`, or null after saying that the test skips for its absence. */
export function sharedFile(name: string): string | null {
  const path = fileURLToPath(new URL(`../../../shared/${name}`, import.meta.url))
  if (existsSync(path)) return path
  console.warn(`skipped: ../shared/${name} is not here`)
  return null
}
