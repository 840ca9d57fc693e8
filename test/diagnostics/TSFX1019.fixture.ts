import { trace } from '@tsfx/tracer'

export const trigger = (): unknown =>
  trace(
    (_x: unknown) => {
      throw new TypeError('no layer is called head')
    },
    { x: [2] },
  )
