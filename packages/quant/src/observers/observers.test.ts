import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wasmBackend } from '../backends/wasmBackend.ts'
import { defaultQConfig } from '../defaultQConfig.ts'
import type { ObserverSpec, QuantSpec } from '../quantSpec.ts'
import { createObserver, mergeObserverStates } from './createObserver.ts'
import { minMaxObserver } from './minMaxObserver.ts'
import { movingAverageMinMaxObserver } from './movingAverageMinMaxObserver.ts'
import type { ObservationPlace, Observer, ObserverState } from './observer.ts'
import { perChannelMinMaxObserver } from './perChannelMinMaxObserver.ts'

const place: ObservationPlace = { kind: 'activation', name: 'relu', firstRow: 0 }
const activation: QuantSpec = defaultQConfig(wasmBackend).activation
const specOf = (observer: ObserverSpec): QuantSpec => ({
  ...activation,
  observer,
  axes: observer.kind === 'perChannelMinMax' ? [0] : [],
})

const exact: ObserverSpec[] = [
  { kind: 'minMax' },
  { kind: 'histogram', bins: 2048 },
  { kind: 'perChannelMinMax' },
]
const all: ObserverSpec[] = [...exact, { kind: 'movingAverageMinMax', averagingConstant: 0.01 }]

/** Batches of shape [2, 3]. */
const batch = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 6, maxLength: 6 })
const batches = fc.array(
  batch.map((values) => new Float32Array(values)),
  { maxLength: 6 },
)
const observeAll = (
  observer: Observer,
  data: readonly Float32Array[],
  from: ObserverState = observer.init(),
) => data.reduce((state, values) => observer.observe(state, values, [2, 3], place), from)

describe.each(exact)('$kind', (spec) => {
  const observer = createObserver(specOf(spec))

  it('has the state of the whole when the states of shards are merged, in any order', () => {
    fc.assert(
      fc.property(batches, batches, (first, second) => {
        const whole = observeAll(observer, [...first, ...second])
        const [a, b] = [observeAll(observer, first), observeAll(observer, second)]
        expect(observer.merge(a, b)).toEqual(whole)
        expect(mergeObserverStates(b, a)).toEqual(whole)
        expect(observeAll(observer, second, a)).toEqual(whole)
      }),
    )
  })
})

describe.each(all)('$kind, as every observer', (spec) => {
  const observer = createObserver(specOf(spec))

  it('has a state that survives JSON', () => {
    fc.assert(
      fc.property(batches, (data) => {
        const state = observeAll(observer, data)
        const read: ObserverState = JSON.parse(JSON.stringify(state))
        expect(read).toEqual(state)
        expect(mergeObserverStates(observer.init(), read)).toEqual(state)
      }),
    )
  })

  it('leaves the given state as it was', () => {
    const before = observeAll(observer, [new Float32Array([1, 2, 3, 4, 5, 6])])
    const copy = structuredClone(before)
    observer.observe(before, new Float32Array([-100, 2, 3, 4, 5, 600]), [2, 3], place)
    observer.merge(before, before)
    expect(before).toEqual(copy)
    expect(observer.observe(before, new Float32Array(0), [0, 3], place)).toBe(before)
  })

  it('merges with the empty state to itself', () => {
    const state = observeAll(observer, [new Float32Array([1, 2, 3, 4, 5, 6])])
    expect(observer.merge(observer.init(), state)).toEqual(state)
    expect(observer.merge(state, observer.init())).toEqual(state)
    expect(observer.merge(observer.init(), observer.init())).toEqual(observer.init())
  })

  it('refuses to give parameters when it saw nothing, naming the point', () => {
    expect(() => observer.qparams(observer.init(), specOf(spec), 'features_relu')).toThrow(
      /TSFX3004.*features_relu/,
    )
  })

  it('refuses values that are not finite, naming the point and the row', () => {
    const values = new Float32Array([1, 2, 3, 4, Number.NaN, 6])
    expect(() => observer.observe(observer.init(), values, [2, 3], { ...place, firstRow: 64 })).toThrow(
      /TSFX3002.*NaN at relu for calibration row 65/,
    )
    for (const kind of ['input', 'parameter'] as const) {
      const infinite = new Float32Array([1, Number.NEGATIVE_INFINITY])
      expect(() => observer.observe(observer.init(), infinite, [2], { ...place, kind })).toThrow(/-Infinity/)
    }
  })

  it('flags a tensor of zeros', () => {
    const state = observeAll(observer, [new Float32Array(6)])
    const { q, constantZero } = observer.qparams(state, specOf(spec), 'x')
    expect(q.scale.every((scale) => scale === 1)).toBe(true)
    expect(constantZero).toEqual([...q.scale.keys()])
  })
})

describe('minMaxObserver', () => {
  it('gives the qparams of the range of all batches', () => {
    const observer = minMaxObserver()
    const state = observeAll(observer as Observer, [
      new Float32Array([0, 1, 2, 3, 4, 5]),
      new Float32Array(6).fill(-5.2),
    ])
    expect(state).toEqual({ kind: 'minMax', range: { min: Math.fround(-5.2), max: 5 } })
    expect(createObserver(specOf({ kind: 'minMax' })).qparams(state, activation, 'x').q).toEqual({
      scale: [Math.fround((5 + Math.fround(5.2)) / 255)],
      zeroPoint: [2],
      axes: [],
      qmin: -128,
      qmax: 127,
    })
  })
})

describe('movingAverageMinMaxObserver', () => {
  const observer = movingAverageMinMaxObserver(0.25)
  const observe = (...data: number[][]) =>
    data.reduce(
      (state, values) => observer.observe(state, new Float32Array(values), [2], place),
      observer.init(),
    )

  it('starts at the first batch and moves by the averaging constant', () => {
    expect(observe([-1, 4])).toMatchObject({ count: 1, range: { min: -1, max: 4 } })
    expect(observe([-1, 4], [-3, 8])).toMatchObject({ count: 2, range: { min: -1.5, max: 5 } })
  })

  it('merges by number of batches, whichever comes first', () => {
    const three = observe([-1, 4], [-1, 4], [-1, 4])
    const one = observe([-5, 8])
    expect(observer.merge(three, one)).toMatchObject({ count: 4, range: { min: -2, max: 5 } })
    expect(observer.merge(one, three)).toMatchObject({ count: 4, range: { min: -2, max: 5 } })
  })

  it('does not merge with another averaging constant', () => {
    expect(() => observer.merge(observer.init(), movingAverageMinMaxObserver(0.5).init())).toThrow(/TSFX3005/)
  })
})

describe('perChannelMinMaxObserver', () => {
  const values = new Float32Array([1, -2, 3, 4, 5, -6, 7, 8, -9, 10, 11, 12])
  const rangesOf = (shape: number[], axes: number[]) =>
    perChannelMinMaxObserver(axes)
      .observe(perChannelMinMaxObserver(axes).init(), values, shape, place)
      .channels?.map(({ min, max }) => [min, max])

  it('observes along the last, the first and two axes, row-major', () => {
    expect(rangesOf([4, 3], [1])).toEqual([
      [1, 10],
      [-2, 11],
      [-9, 12],
    ])
    expect(rangesOf([4, 3], [0])).toEqual([
      [-2, 3],
      [-6, 5],
      [-9, 8],
      [10, 12],
    ])
    expect(rangesOf([3, 2, 2], [1, 2])).toEqual([
      [-9, 5],
      [-6, 10],
      [3, 11],
      [4, 12],
    ])
    expect(rangesOf([2, 3, 2], [0, 2])).toEqual([
      [1, 5],
      [-6, 4],
      [-9, 11],
      [8, 12],
    ])
  })

  it('gives each channel its own scale and keeps zero points 0 in symmetric weights', () => {
    const spec: QuantSpec = { ...specOf({ kind: 'perChannelMinMax' }), qmin: -127, symmetric: true }
    const observer = perChannelMinMaxObserver([0])
    const state = observer.observe(observer.init(), new Float32Array([1, -2, 0, 0, 127, 3]), [3, 2], place)
    expect(observer.qparams(state, spec, 'w')).toEqual({
      q: { scale: [Math.fround(2 / 127), 1, 1], zeroPoint: [0, 0, 0], axes: [0], qmin: -127, qmax: 127 },
      constantZero: [1],
    })
  })

  it('does not merge tensors with different numbers of channels', () => {
    const observer = perChannelMinMaxObserver([0])
    const two = observer.observe(observer.init(), new Float32Array(2), [2], place)
    const three = observer.observe(observer.init(), new Float32Array(3), [3], place)
    expect(() => observer.merge(two, three)).toThrow(/TSFX3005.*2 channels.*3 channels/)
  })
})
