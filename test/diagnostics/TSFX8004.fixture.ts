import { throwFailure } from '@tsfx/lsp'

export const trigger = (): unknown =>
  throwFailure({ kind: 'crashed', exitCode: 7, signal: null, stderr: '' }, 'Net')
