import { jobOf } from '@tsfx/lsp'

export const trigger = (): unknown =>
  jobOf({ action: 'trace', file: '/models/net.ts', exportName: 'Net', tag: null })
