/**
 * @file What a loaded model refuses, in both engines: inputs that were not declared, options that change in place,
 * reshapes that leave the plan; and how many plans it keeps.
 */
import { describe, expect, it } from 'vitest'
import type { TensorSpecs } from '../inputs/inputSpec.ts'
import type { FloatInput, FloatTensor } from '../quantizedTensor.ts'
import { loadModel, planOf } from './loadModel.ts'
import { description, images, NetInt8 } from './model.fixture.ts'

describe.each(['plan', 'scalar'] as const)('the %s engine', (engine) => {
  const load = (inputs: TensorSpecs = description.inputs) =>
    loadModel(NetInt8, { ...description, inputs }, { engine })
  const tensor = (dtype: string, data: ArrayLike<number | string>) => ({
    shape: [1, 4, 4, 1],
    dtype,
    dataSync: () => data as ArrayLike<number>,
  })

  it.each([
    ['none', undefined, 'no tensor'],
    ['a plain array', [1, 2], 'no tensor'],
    ['another rank', { data: new Float32Array(16), shape: [4, 4, 1] }, 'float32 \\[4, 4, 1\\]'],
    ['another size', { data: new Float32Array(81), shape: [1, 9, 9, 1] }, 'float32 \\[1, 9, 9, 1\\]'],
    ['a negative batch', { data: new Float32Array(0), shape: [-1, 4, 4, 1] }, 'float32 \\[-1, 4, 4, 1\\]'],
    ['too little data', { data: new Float32Array(3), shape: [1, 4, 4, 1] }, 'with 3 values'],
    ['an untyped array', { data: Array(16).fill(0), shape: [1, 4, 4, 1] }, 'Array \\[1, 4, 4, 1\\]'],
    ['strings', tensor('string', Array(16).fill('a')), 'string \\[1, 4, 4, 1\\]'],
    ['booleans', tensor('bool', new Uint8Array(16)), 'bool \\[1, 4, 4, 1\\]'],
    ['int32', tensor('int32', new Int32Array(16)), 'int32 \\[1, 4, 4, 1\\]'],
  ])('refuses an input that is %s', async (_, input, found) => {
    const model = await load()
    expect(() => model.forward(input as FloatInput)).toThrow(
      new RegExp(`TSFX6022 input x .*float32 \\[\\?, 4, 4, 1\\].*${found}`),
    )
  })

  it('refuses an argument that was not declared', async () => {
    const model = (await load()) as unknown as { forward(...inputs: unknown[]): unknown }
    expect(() => model.forward(images(1), true)).toThrow(
      'TSFX6022 input 2 of forward should be absent, and is true',
    )
    expect(() => model.forward(images(1), undefined)).not.toThrow()
  })

  it('takes int32 where it is declared, and there nothing else', async () => {
    const seen: FloatInput[] = []
    class Ids extends NetInt8 {
      override forward(x: FloatInput, ids?: FloatInput): FloatTensor {
        seen.push(ids!)
        return super.forward(x)
      }
    }
    const inputs = { x: [null, 4, 4, 1], ids: { shape: [null, 3], dtype: 'int32' } } as const
    const model = await loadModel(Ids, { ...description, inputs }, { engine })
    for (const recorded of seen) {
      expect(recorded).toMatchObject({ dtype: 'int32', shape: [1, 3] })
      expect((recorded as { dataSync(): unknown }).dataSync()).toEqual(new Int32Array(3))
    }
    const ids = { shape: [1, 3], dtype: 'int32', dataSync: () => Int32Array.of(1, 2, 3) }
    expect(model.forward(images(1), ids).shape).toEqual([1, 3])
    expect(() => model.forward(images(1), { ...ids, dtype: 'float32' })).toThrow(
      /TSFX6022 input ids .*int32 \[\?, 3\].*float32 \[1, 3\]/,
    )
  })

  it('sees options that are changed in place', async () => {
    class Mutable extends NetInt8 {
      readonly output = { scale: 0.02, zeroPoint: -128 }
      override forward(x: FloatInput): FloatTensor {
        const { q, conv, output } = this
        return q.dequantize(
          q.conv2d(q.quantize(x, { scale: 0.02, zeroPoint: 0 }), conv, { pad: 'same', output }),
        )
      }
    }
    const model = await loadModel(Mutable, description, { engine })
    const fresh = await loadModel(Mutable, description, { engine: 'scalar' })
    model.forward(images(1))
    model.output.scale = 0.04
    fresh.output.scale = 0.04
    if (engine === 'plan') expect(() => model.forward(images(1))).toThrow(/TSFX6021.*0\.02.*0\.04/)
    else expect(model.forward(images(1))).toEqual(fresh.forward(images(1)))
  })

  it('refuses a rounding that there is not', async () => {
    const wrong = { ...description, rounding: 'flaot32' as 'float32' }
    await expect(loadModel(NetInt8, wrong, { engine })).rejects.toThrow(/TSFX6006.*rounding.*flaot32/)
  })
})

it('refuses an engine that there is not', async () => {
  const engine = 'scaler' as 'scalar'
  await expect(loadModel(NetInt8, description, { engine })).rejects.toThrow(/TSFX6006.*engine.*"scaler"/)
})

it('refuses reshape sizes that differ in more than the batch', async () => {
  class Reshaped extends NetInt8 {
    sizes = (batch: number) => [batch, 2, 8]
    override forward(x: FloatInput): FloatTensor {
      const y = this.q.quantize(x, { scale: 0.02, zeroPoint: 0 })
      return this.q.dequantize(this.q.reshape(y, this.sizes(x.shape[0]!)))
    }
  }
  const model = await loadModel(Reshaped, description)
  expect(model.forward(images(3)).shape).toEqual([3, 2, 8])
  expect(model.forward(images(0)).shape).toEqual([0, 2, 8])
  for (const sizes of [
    (batch: number) => [batch, 4, 4],
    (batch: number) => [batch * 2, 1, 8],
    (batch: number) => [batch, 16],
    (batch: number) => [batch, -1, 8],
  ]) {
    model.sizes = sizes
    expect(() => model.forward(images(3))).toThrow(/TSFX6021 step 1/)
  }
})

it('keeps the plans of few shapes, and the first for planOf', async () => {
  let recordings = 0
  class Counted extends NetInt8 {
    override forward(x: FloatInput): FloatTensor {
      const y = this.q.quantize(x, { scale: 0.02, zeroPoint: 0 })
      if (y.data.length === 0) recordings++
      return this.q.dequantize(y)
    }
  }
  const model = await loadModel(Counted, { ...description, inputs: { x: [null, null] } })
  const call = (width: number) => model.forward({ data: new Float32Array(width), shape: [1, width] })
  for (let width = 1; width <= 17; width++) call(width)
  expect(recordings).toBe(17)
  for (let width = 2; width <= 17; width++) call(width)
  expect(recordings).toBe(17)
  call(1)
  expect(recordings).toBe(18)
  expect(planOf(model).inputs[0]?.shape).toEqual([1, 1])
})
