import { failureOfRequest } from '@tsfx/lsp'

export const trigger = (): unknown => {
  throw failureOfRequest('hover', new TypeError('it has no parent'))
}
