import { throwFailure } from '@tsfx/lsp'

export const trigger = (): unknown => throwFailure({ kind: 'cancelled' }, 'Net')
