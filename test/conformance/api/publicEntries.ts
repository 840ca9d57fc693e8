import { fileURLToPath } from 'node:url'
import type { ApiEntries } from './apiReport.ts'

const source = (path: string): string =>
  fileURLToPath(new URL(`../../../packages/tsfx/src/${path}`, import.meta.url))

/** The modules whose exports users rely on. */
export const publicEntries: ApiEntries = {
  tsfx: source('index.ts'),
  'tsfx/node': source('node/index.ts'),
}
