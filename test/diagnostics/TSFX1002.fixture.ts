import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => trace({ weights: [1, 2] }, { x: [2] })
