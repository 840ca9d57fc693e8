import { inputsInOrder } from '../../packages/tsfx/src/node/predictor.ts'

export const trigger = (): unknown => inputsInOrder({ image: 1 }, ['image', 'mask'])
