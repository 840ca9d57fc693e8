import { removeCapture, trace } from '@tsfx/tracer'

export const trigger = (): unknown => {
  removeCapture()
  Reflect.deleteProperty(globalThis, Symbol.for('tsfx.tfjs'))
  return trace((x: unknown) => x, { x: [2] })
}
