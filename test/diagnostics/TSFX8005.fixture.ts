import { throwFailure } from '@tsfx/lsp'

export const trigger = (): unknown => throwFailure({ kind: 'timedOut', seconds: 60 }, 'Net')
