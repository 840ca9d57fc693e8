import { topOne } from 'tsfx/node'

export const trigger = (): unknown => topOne({ data: Float32Array.of(0.1, 0.9), shape: [1, 2] }, [1, 0])
