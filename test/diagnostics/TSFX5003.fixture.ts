import { checkModelFormat } from '@tsfx/interop'

export const trigger = (): unknown => checkModelFormat('mnist-8.onnx')
