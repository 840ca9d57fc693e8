import { parseModelName } from 'tsfx/node'

export const trigger = (): unknown => parseModelName('net.ts')
