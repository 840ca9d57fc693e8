import { parseLayersModel } from '@tsfx/interop'

export const trigger = (): unknown =>
  parseLayersModel('{ "format": "graph-model", "modelTopology": { "node": [] } }', 'model.json')
