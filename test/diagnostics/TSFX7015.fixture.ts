import { arraySource, predictAll } from 'tsfx/node'

export const trigger = (): Promise<unknown> => {
  const empty = arraySource({ '': { data: new Float32Array(0), shape: [0, 4], dtype: 'f4' } }, 'empty.npy')
  return predictAll(
    { label: 'float', run: () => {}, predict: () => ({ data: new Float32Array(0), shape: [0] }) },
    empty,
    1,
  )
}
