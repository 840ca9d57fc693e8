import { loadWith, oneLayer } from './layersModelFile.ts'

export const trigger = (): Promise<unknown> => loadWith({ topology: oneLayer('Scale', { name: 'scale' }) })
