/**
 * @file The life of an emitted model: digest, recording, stepping through the plan at any batch, mismatch, new
 * shapes, float islands, and equality with the eager engine.
 */
import { describe, expect, it } from 'vitest'
import type { QuantizedOps } from '../quantizedOps.ts'
import type { FloatInput, FloatTensor } from '../quantizedTensor.ts'
import { writeSafetensors } from '../weights/safetensors.ts'
import { sha256 } from '../weights/sha256.ts'
import type { WeightFile } from '../weights/weightFile.ts'
import { loadModel, planOf } from './loadModel.ts'
import { description, images, NetInt8 } from './model.fixture.ts'

describe('loadModel', () => {
  it('records the plan of forward at batch 1', async () => {
    const plan = planOf(await loadModel(NetInt8, description))
    expect(plan.inputs).toEqual([{ name: 'x', shape: [1, 4, 4, 1] }])
    expect(plan.steps.map(({ op, inputs, id }) => [op, inputs, id])).toEqual([
      ['quantize', [0], 1],
      ['conv2d', [1], 2],
      ['relu', [2], 3],
      ['reshape', [3], 4],
      ['linear', [4], 5],
      ['dequantize', [5], 6],
    ])
    expect(plan.steps[1]).toMatchObject({
      layer: { name: 'conv' },
      output: { dtype: 'int8', shape: [1, 2, 2, 2], scale: Math.fround(0.02), zeroPoint: -128 },
    })
    expect(plan.steps.at(-1)?.output).toEqual({ dtype: 'float32', shape: [1, 3] })
  })

  it.each(['float32', 'single', 'double'] as const)(
    'gives the bytes of the eager engine, %s',
    async (rounding) => {
      const planned = await loadModel(NetInt8, { ...description, rounding })
      const eager = await loadModel(NetInt8, { ...description, rounding }, { engine: 'scalar' })
      const together = planned.forward(images(5))
      expect(together.shape).toEqual([5, 3])
      expect(together).toEqual(eager.forward(images(5)))
      expect(new Set(together.data).size).toBeGreaterThan(3)
      const first = planned.forward(images(1))
      expect(Array.from(first.data)).toEqual(Array.from(together.data.subarray(0, 3)))
    },
  )

  it('accepts a tf.Tensor by its structure', async () => {
    const model = await loadModel(NetInt8, description)
    const { data, shape } = images(2)
    const tensor = { shape, dtype: 'float32', dataSync: () => data }
    expect(model.forward(tensor)).toEqual(model.forward(images(2)))
  })

  it('plans new spatial shapes by itself', async () => {
    class Pooled extends NetInt8 {
      override forward(x: FloatInput): FloatTensor {
        const y = this.q.conv2d(this.q.quantize(x, { scale: 0.02, zeroPoint: 0 }), this.conv, {
          pad: 'same',
          output: { scale: 0.1, zeroPoint: 0 },
        })
        return this.q.dequantize(this.q.mean(y, { axis: [1, 2], output: { scale: 0.1, zeroPoint: 0 } }))
      }
    }
    const open = { ...description, inputs: { x: [null, null, null, 1] } } as const
    const planned = await loadModel(Pooled, open)
    const eager = await loadModel(Pooled, open, { engine: 'scalar' })
    const wide = { data: Float32Array.from({ length: 60 }, (_, i) => Math.cos(i)), shape: [2, 5, 6, 1] }
    expect(planned.forward(wide)).toEqual(eager.forward(wide))
    expect(planned.forward(images(3))).toEqual(eager.forward(images(3)))
  })

  it('plans at the first call when more than the batch is of any size', async () => {
    class Anywhere extends NetInt8 {
      override forward(x: FloatInput): FloatTensor {
        const y = this.q.quantize(x, { scale: 0.02, zeroPoint: 0 })
        return this.q.dequantize(
          this.q.conv2d(y, this.conv, { pad: 'valid', output: { scale: 0.1, zeroPoint: 0 } }),
        )
      }
    }
    const open = { ...description, inputs: { x: [null, null, null, 1] } } as const
    const planned = await loadModel(Anywhere, open)
    expect(() => planOf(planned)).toThrow(/TSFX6024/)
    const eager = await loadModel(Anywhere, open, { engine: 'scalar' })
    for (const [height, width] of [
      [3, 4],
      [5, 3],
    ] as const) {
      const data = Float32Array.from({ length: 2 * height * width }, (_, i) => Math.cos(i))
      const x = { data, shape: [2, height, width, 1] }
      expect(planned.forward(x)).toEqual(eager.forward(x))
    }
    expect(planOf(planned).inputs[0]?.shape).toEqual([1, 3, 4, 1])
  })

  it('follows a batch that moves into another dim', async () => {
    class Mixed extends NetInt8 {
      override forward(x: FloatInput): FloatTensor {
        const { q } = this
        const column = q.reshape(q.quantize(x, { scale: 0.02, zeroPoint: 0 }), [1, -1, 4, 1])
        return q.dequantize(
          q.conv2d(column, this.conv, { pad: 'same', output: { scale: 0.1, zeroPoint: 0 } }),
        )
      }
    }
    const planned = await loadModel(Mixed, description)
    const eager = await loadModel(Mixed, description, { engine: 'scalar' })
    expect(planned.forward(images(3))).toEqual(eager.forward(images(3)))
    expect(planned.forward(images(3)).shape).toEqual([1, 12, 4, 2])
  })

  it.each([
    ['op', /step 2 .*relu\(%2.*relu6\(%2/],
    ['options', /step 1 .*"scale":0\.02.*"scale":0\.2/],
    ['operand', /step 2 .*relu\(%2.*relu\(%1/],
    ['short', /step 2 .*relu\(%2.*dequantize\(%2/],
    ['long', /step 5 .*dequantize\(%5.*relu\(%5/],
  ] as const)('refuses a call that leaves the plan: %s', async (detour, message) => {
    const model = await loadModel(NetInt8, description)
    model.detour = detour
    expect(() => model.forward(images(1))).toThrow(/TSFX6021/)
    expect(() => model.forward(images(1))).toThrow(message)
    model.detour = 'none'
    expect(model.forward(images(1)).shape).toEqual([1, 3])
  })

  it('refuses a forward that ends early', async () => {
    class Early extends NetInt8 {
      stop = false
      override forward(x: FloatInput): FloatTensor {
        const y = this.q.quantize(x, { scale: 0.02, zeroPoint: 0 })
        return this.stop ? { data: new Float32Array(0), shape: [0] } : this.q.dequantize(y)
      }
    }
    const model = await loadModel(Early, description)
    model.stop = true
    expect(() => model.forward(images(1))).toThrow(/TSFX6021 step 1 .*dequantize.*the end of forward/)
  })

  it('is ready again after forward threw', async () => {
    const model = await loadModel(NetInt8, description)
    const before = model.forward(images(2))
    model.detour = 'throw'
    expect(() => model.forward(images(2))).toThrow('from forward')
    model.detour = 'none'
    expect(model.forward(images(2))).toEqual(before)
    expect(() =>
      model.q.relu(model.q.quantize(images(1), { scale: 1, zeroPoint: 0 }), {
        output: { scale: 1, zeroPoint: 0 },
      }),
    ).toThrow(/TSFX6025/)
  })

  it('refuses other weights, other ranks, and values of another call', async () => {
    const other = writeSafetensors({ a: { dtype: 'I8', shape: [1], data: Int8Array.of(1) } })
    await expect(loadModel(NetInt8, description, { weights: other })).rejects.toThrow(/TSFX6020/)
    const model = await loadModel(NetInt8, description)
    expect(() => model.forward({ data: new Float32Array(16), shape: [4, 4, 1] })).toThrow(
      /TSFX6022 input x .*\[\?, 4, 4, 1\].*\[4, 4, 1\]/,
    )
    const kept: unknown[] = []
    class Keeps extends NetInt8 {
      override forward(x: FloatInput): FloatTensor {
        const { q } = this
        const y = q.quantize(x, { scale: 1, zeroPoint: 0 })
        kept.push(y)
        return q.dequantize(kept.length > 2 ? (kept[1] as typeof y) : y)
      }
    }
    const keeps = await loadModel(Keeps, description)
    keeps.forward(images(1))
    expect(() => keeps.forward(images(1))).toThrow(/TSFX6026/)
  })

  it('reads a file: URL and refuses one that is not there', async () => {
    const missing = new URL('./none.safetensors', import.meta.url)
    await expect(loadModel(NetInt8, description, { weights: missing })).rejects.toThrow(
      /TSFX6023.*none\.safetensors/,
    )
    const self = new URL('./loadModel.test.ts', import.meta.url)
    await expect(loadModel(NetInt8, description, { weights: self })).rejects.toThrow(/TSFX6020/)
  })

  it('names a layer whose accumulator could overflow when it is loaded', async () => {
    const heavy = writeSafetensors({
      'conv.weight': { dtype: 'I8', shape: [3, 3, 1, 1], data: new Int8Array(9).fill(127) },
      'conv.weight.scale': { dtype: 'F32', shape: [], data: Float32Array.of(0.01) },
      'conv.bias': { dtype: 'I32', shape: [1], data: Int32Array.of(2 ** 31 - 1) },
      'head.weight': { dtype: 'I8', shape: [4, 1], data: new Int8Array(4) },
      'head.weight.scale': { dtype: 'F32', shape: [], data: Float32Array.of(0.01) },
    })
    class Small extends NetInt8 {
      override forward(x: FloatInput): FloatTensor {
        const { q } = this
        const y = q.quantize(x, { scale: 1, zeroPoint: 0 })
        return q.dequantize(q.conv2d(y, this.conv, { pad: 'same', output: { scale: 1, zeroPoint: 0 } }))
      }
    }
    const load = loadModel(Small, { ...description, weights: heavy, digest: sha256(heavy) })
    await expect(load).rejects.toThrow(/TSFX6001.*conv/)
  })

  it('runs float islands between quantized parts, and leaves no tensor of the recording', async () => {
    const live = new Set<object>()
    let scope: object[] | undefined
    const tf = {
      tensor(data: Float32Array, shape: number[], dtype: 'float32') {
        const made = { data, shape, dtype, dataSync: () => data, dispose: () => live.delete(made) }
        live.add(made)
        scope?.push(made)
        return made
      },
      tidy(f: () => void) {
        scope = []
        f()
        for (const made of scope) live.delete(made)
        scope = undefined
      },
    }
    class Island {
      readonly q: QuantizedOps
      readonly tf: typeof globalTf
      constructor(q: QuantizedOps, _: WeightFile, tf: typeof globalTf) {
        this.q = q
        this.tf = tf
      }
      forward(x: FloatInput): FloatTensor {
        const { q, tf } = this
        const a = q.dequantize(q.quantize(x, { scale: 0.5, zeroPoint: 0 }), tf)
        const doubled = tf.tensor(
          a.data.map((v) => 2 * v),
          a.shape,
          'float32',
        )
        a.dispose()
        const y = q.dequantize(q.quantize(doubled, { scale: 0.5, zeroPoint: 0 }))
        doubled.dispose()
        return y
      }
    }
    const globalTf = tf
    const model = await loadModel(Island, { ...description, inputs: { x: [null] } }, { tf })
    expect(live.size).toBe(0)
    expect(planOf(model).steps.map(({ inputs, id }) => [inputs, id])).toEqual([
      [[0], 1],
      [[1], 2],
      [[3], 4],
      [[4], 5],
    ])
    const y = model.forward({ data: Float32Array.of(1, -2.5, 3), shape: [3] })
    expect(Array.from(y.data)).toEqual([2, -5, 6])
    expect(live.size).toBe(0)
  })
})

it('planOf refuses what load did not plan', async () => {
  expect(() => planOf({})).toThrow(/TSFX6024/)
  const eager = await loadModel(NetInt8, description, { engine: 'scalar' })
  expect(() => planOf(eager)).toThrow(/TSFX6024/)
})
