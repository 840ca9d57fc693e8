import { loadWith, oneLayer } from './layersModelFile.ts'

export const trigger = (): Promise<unknown> =>
  loadWith({ topology: oneLayer('Dense', { name: 'dense', units: 0, batch_input_shape: [null, 3] }) })
