import { parseLayersModel } from '@tsfx/interop'

export const trigger = (): unknown => parseLayersModel('{"modelTopology": ', 'model.json')
