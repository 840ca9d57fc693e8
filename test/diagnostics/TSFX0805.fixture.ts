import { ModuleList } from '@tsfx/nn'

export const trigger = (): unknown => new ModuleList().forward()
