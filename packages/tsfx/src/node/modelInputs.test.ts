import { describe, expect, it } from 'vitest'
import { asEmittedInput, fillInputTree, inputsInOrder } from './modelInputs.ts'

const inputs = ['z', 'a'].map((name) => ({ name, dtype: 'float32' }))
const z = { data: [1], shape: [1] }
const a = { data: [2], shape: [1] }

describe('inputs of a model', () => {
  it('are taken by name, whatever the order of the data', () => {
    expect(inputsInOrder({ a: a, z: z }, inputs)).toEqual([z, a])
    expect(inputsInOrder([z, a], inputs)).toEqual([z, a])
  })

  it.each([
    ['a missing one', { z: z }],
    ['one too many', { z: z, a: a, b: a }],
    ['a list of another length', [z]],
    ['one tensor for two inputs', z],
  ])('refuse %s', (_, batch) => {
    expect(() => inputsInOrder(batch, inputs)).toThrow('TSFX7018')
  })

  it('are cast to the dtype of the model', () => {
    const ids = asEmittedInput({ data: [3, 2 ** 24 + 1], shape: [2] }, 'int32') as { dataSync(): Int32Array }
    expect(ids.dataSync()).toEqual(Int32Array.of(3, 2 ** 24 + 1))
    expect(asEmittedInput({ data: Uint8Array.of(7), shape: [1] }, 'float32')).toEqual({
      data: Float32Array.of(7),
      shape: [1],
    })
  })

  it('fill nested parameters', () => {
    const tensors = new Map([
      ['pair.0', 'left'],
      ['pair.1', 'right'],
    ]) as unknown as Parameters<typeof fillInputTree>[1]
    expect(fillInputTree({ both: ['pair.0', 'pair.1'] }, tensors)).toEqual({ both: ['left', 'right'] })
  })
})
