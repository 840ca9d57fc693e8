import { trace } from '@tsfx/tracer'

export const trigger = (): unknown =>
  trace((x: unknown) => [x, trace((y: unknown) => y, { y: [2] })], { x: [2] })
