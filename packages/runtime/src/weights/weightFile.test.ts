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

describe('a view of the weights below a path', () => {
  const file = () =>
    new WeightFile(
      writeSafetensors(
        {
          'blocks.0.conv.weight': { dtype: 'I8', shape: [2], data: Int8Array.of(1, 2) },
          'blocks.0.conv.weight.scale': { dtype: 'F32', shape: [2], data: Float32Array.of(0.5, 0.25) },
          'blocks.0.conv.weight.zeroPoint': { dtype: 'I32', shape: [2], data: Int32Array.of(3, 4) },
          'blocks.0.conv.bias': { dtype: 'I32', shape: [2], data: Int32Array.of(1, 2) },
          'blocks.0.conv.bias_1': { dtype: 'I32', shape: [2], data: Int32Array.of(3, 4) },
          'blocks.0.gain': { dtype: 'F32', shape: [2, 1], data: Float32Array.of(1, 2) },
          'blocks.0.offset': { dtype: 'I8', shape: [], data: Int8Array.of(1) },
          'blocks.0.offset.scale': { dtype: 'F32', shape: [1], data: Float32Array.of(0.5) },
        },
        { 'blocks.0.conv.weight.axes': '[0]' },
      ),
    )
  const tf = { tensor: (...args: unknown[]) => args }

  it('reads all that the file reads, and shares it', () => {
    const w = file()
    const block = w.at('blocks').at('0')
    expect(block.layer('conv')).toEqual(w.layer('blocks.0.conv'))
    expect(block.layer('conv', 'conv.bias_1')).toEqual(w.layer('blocks.0.conv', 'blocks.0.conv.bias_1'))
    expect(block.layer('conv').weight).toBe(w.layer('blocks.0.conv').weight)
    expect(block.quantized('offset')).toBe(w.quantized('blocks.0.offset'))
    expect(w.constants).toEqual([block.quantized('offset')])
    expect(block.f32('gain', [2, 1])).toEqual(w.f32('blocks.0.gain', [2, 1]))
    expect(block.tensor('gain', [2, 1], tf)).toEqual([Float32Array.of(1, 2), [2, 1], 'float32'])
  })

  it('names whole keys in errors', () => {
    expect(() => file().at('blocks.1').f32('gain', [2])).toThrow(/TSFX6011 .*blocks\.1\.gain/)
    expect(() => file().at('blocks.0').layer('offset')).toThrow(/TSFX6011 .*blocks\.0\.offset\.weight/)
  })

  it('takes any size where the shape has none, and refuses other sizes and ranks', () => {
    const block = file().at('blocks.0')
    expect(block.tensor('gain', [null, 1], tf)[1]).toEqual([2, 1])
    expect(() => block.tensor('gain', [null, 2], tf)).toThrow(/TSFX6012 .*\[any,2\].*\[2,1\]/)
    expect(() => block.tensor('gain', [null], tf)).toThrow(/TSFX6012/)
    expect(() => block.tensor('offset', [null], tf)).toThrow(/TSFX6012/)
  })
})
