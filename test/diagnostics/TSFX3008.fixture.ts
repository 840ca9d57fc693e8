import { getBackend } from '@tsfx/quant'

/** A backend that does not exist. */
export const trigger = (): unknown => getBackend('wsam')
