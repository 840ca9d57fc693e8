import { parseCall } from '@tsfx/lsp'

export const trigger = (): unknown => parseCall({ command: 'tsfx.trace', arguments: ['net.ts#Net'] })
