import { throwFailure } from '@tsfx/lsp'

export const trigger = (): unknown => throwFailure({ kind: 'outOfMemory', megabytes: 4096 }, 'Net')
