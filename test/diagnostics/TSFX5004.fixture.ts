import { parseLayersModel } from '@tsfx/interop'

export const trigger = (): unknown =>
  parseLayersModel('{ "class_name": "Sequential", "config": { "layers": [] } }', 'model.json')
