import { loadWith, oneLayer } from './layersModelFile.ts'

export const trigger = (): Promise<unknown> =>
  loadWith({ topology: oneLayer('Dense', { name: 'dense', units: 2, activation: 'exponential' }) })
