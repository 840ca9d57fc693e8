import { loadWith, oneLayer } from './layersModelFile.ts'

export const trigger = (): Promise<unknown> =>
  loadWith({ topology: oneLayer('Conv2D', { name: 'conv', groups: 2 }) })
