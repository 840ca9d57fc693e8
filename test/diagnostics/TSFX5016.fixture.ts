import { loadWith } from './layersModelFile.ts'

export const trigger = (): Promise<unknown> => loadWith({ bytes: null })
