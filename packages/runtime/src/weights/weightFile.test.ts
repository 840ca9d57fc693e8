/** @file What a weight file gives beside ordinary layers: constants, and layers with several biases. */
import { describe, expect, it } from 'vitest'
import { writeSafetensors } from './safetensors.ts'
import { WeightFile } from './weightFile.ts'

const weightFile = () =>
  new WeightFile(
    writeSafetensors(
      {
        offset: { dtype: 'U8', shape: [], data: Uint8Array.of(7) },
        'offset.scale': { dtype: 'F32', shape: [1], data: Float32Array.of(0.5) },
        'offset.zeroPoint': { dtype: 'I32', shape: [1], data: Int32Array.of(3) },
        'head.weight': { dtype: 'I8', shape: [1, 2], data: Int8Array.of(1, 2) },
        'head.weight.scale': { dtype: 'F32', shape: [2], data: Float32Array.of(0.5, 0.25) },
        'head.bias': { dtype: 'I32', shape: [2], data: Int32Array.of(1, 2) },
        'head.bias_1': { dtype: 'I32', shape: [2], data: Int32Array.of(3, 4) },
      },
      { 'head.weight.axes': '[1]' },
    ),
  )

describe('constants', () => {
  it('are quantized tensors, one object for each key', () => {
    const w = weightFile()
    const offset = w.quantized('offset')
    expect(offset).toMatchObject({ kind: 'quantized', shape: [], dtype: 'uint8', scale: 0.5, zeroPoint: 3 })
    expect([...offset.data]).toEqual([7])
    expect(w.quantized('offset')).toBe(offset)
    expect(w.constants).toEqual([offset])
  })

  it('have one scale', () => {
    expect(() => weightFile().quantized('head.weight')).toThrow(/TSFX6012.*head\.weight\.axes/)
  })
})

describe('layers', () => {
  it('have their own bias, another one, or none', () => {
    const w = weightFile()
    const layers = [w.layer('head'), w.layer('head', 'head.bias_1'), w.layer('head', null)]
    expect(layers.map(({ bias }) => bias && [...bias])).toEqual([[1, 2], [3, 4], undefined])
  })

  it('share their weight', () => {
    const w = weightFile()
    expect(w.layer('head', null).weight).toBe(w.layer('head').weight)
  })

  it('refuse a bias that the file does not have', () => {
    expect(() => weightFile().layer('head', 'head.bias_2')).toThrow(/TSFX6011/)
  })
})
