import { wrap } from '@tsfx/ops'

export const trigger = (): unknown => wrap(() => null)
