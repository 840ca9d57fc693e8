import { inputsInOrder } from 'tsfx/node'

const image = { data: [1], shape: [1] }
const inputs = ['image', 'mask'].map((name) => ({ name, dtype: 'float32' }))

export const trigger = (): unknown => inputsInOrder({ image }, inputs)
