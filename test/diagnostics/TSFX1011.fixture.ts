import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => trace((x: unknown) => x, { x: [0, 28] })
