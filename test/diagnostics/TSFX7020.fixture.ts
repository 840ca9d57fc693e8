import { fileURLToPath } from 'node:url'
import { writeFiles } from 'tsfx/node'

export const trigger = (): void => writeFiles(fileURLToPath(import.meta.url), { 'net.fx.ts': '' })
