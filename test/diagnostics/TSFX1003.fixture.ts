import { trace } from '@tsfx/tracer'

export const trigger = (): unknown => trace(() => 'no tensor', {})
