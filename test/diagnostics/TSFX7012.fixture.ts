import { arraySource } from 'tsfx/node'

const rows = (count: number) => ({ data: new Float32Array(count), shape: [count], dtype: 'f4' })

export const trigger = (): unknown => arraySource({ image: rows(3), mask: rows(2) }, 'inputs.safetensors')
