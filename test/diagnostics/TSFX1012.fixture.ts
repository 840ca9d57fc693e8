import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => trace((_x: unknown, y: unknown) => y, { x: [2] })
