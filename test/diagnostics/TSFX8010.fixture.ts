import { checkParams } from '@tsfx/lsp'

export const trigger = (): unknown => checkParams('hover', 'position', {})
