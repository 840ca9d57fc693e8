import { modelNamed } from '@tsfx/lsp'

export const trigger = (): unknown => modelNamed([{ exportName: 'Net' }], 'net.ts', 'Nope')
