import { inputsInOrder } from '../../packages/tsfx/src/node/predictor.ts'

const image = { data: [1], shape: [1] }

export const trigger = (): unknown => inputsInOrder({ image }, ['image', 'mask'])
