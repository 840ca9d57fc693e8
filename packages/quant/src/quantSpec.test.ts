import { describe, expect, it } from 'vitest'
import { wasmBackend } from './backends/wasmBackend.ts'
import { defaultQConfig } from './defaultQConfig.ts'
import { checkQuantSpec, type ObserverSpec, type QuantSpec, weightSpecFor } from './quantSpec.ts'

const { activation, weight } = defaultQConfig(wasmBackend)

describe('checkQuantSpec', () => {
  it.each<[string, Partial<Record<keyof QuantSpec, unknown>>]>([
    ["dtype is 'int4'", { dtype: 'int4' }],
    ["dtype is 'toString'", { dtype: 'toString' }],
    ['does not fit in int8', { qmin: 0, qmax: 255 }],
    ['not integers', { qmin: -0.5 }],
    ['not integers', { qmax: Number.NaN }],
    ['fewer than two values', { qmin: 0, qmax: 0 }],
    ['does not contain 0', { qmin: 1, qmax: 127 }],
    ['named twice', { axes: [1, 1], observer: { kind: 'perChannelMinMax' } }],
    ['not indices', { axes: [-1], observer: { kind: 'perChannelMinMax' } }],
    ['does not observe per index', { axes: [1] }],
    ['does not observe per tensor', { observer: { kind: 'perChannelMinMax' } }],
    ['averagingConstant is 0', { observer: { kind: 'movingAverageMinMax', averagingConstant: 0 } }],
    ['bins is 1', { observer: { kind: 'histogram', bins: 1 } }],
    ["no observer 'entropy'", { observer: { kind: 'entropy' } as unknown as ObserverSpec }],
  ])('refuses: %s', (reason, change) => {
    expect(() => checkQuantSpec({ ...activation, ...change } as QuantSpec)).toThrow(
      new RegExp(`TSFX3006.*${reason}`),
    )
  })

  it('accepts the defaults and narrower ranges', () => {
    checkQuantSpec(activation)
    checkQuantSpec({ ...activation, qmin: 0, qmax: 127 })
    checkQuantSpec(weightSpecFor(weight, [2, 3]))
  })
})

describe('weightSpecFor', () => {
  it("takes the op's channel axes where a scale per channel is asked for", () => {
    expect(weightSpecFor(weight, [2, 3]).axes).toEqual([2, 3])
    expect(weightSpecFor({ ...weight, perChannel: false }, [2, 3]).axes).toEqual([])
  })
})
