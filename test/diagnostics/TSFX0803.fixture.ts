import { Dropout } from '@tsfx/nn'

export const trigger = (): unknown => new Dropout(1)
