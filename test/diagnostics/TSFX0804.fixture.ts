import { ModuleDict, ReLU } from '@tsfx/nn'

export const trigger = (): unknown => new ModuleDict({ 'block.0': new ReLU() }).namedModules()
