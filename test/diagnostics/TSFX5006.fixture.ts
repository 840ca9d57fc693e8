import { BIAS, KERNEL, loadWith } from './layersModelFile.ts'

export const trigger = (): Promise<unknown> =>
  loadWith({ weights: [{ ...KERNEL, quantization: { dtype: 'int4', scale: 1 } }, BIAS] })
