import { graphFromJson } from '@tsfx/ir'

/** JSON of something else. */
export const trigger = (): unknown => graphFromJson({ format: 'onnx', version: 1 })
