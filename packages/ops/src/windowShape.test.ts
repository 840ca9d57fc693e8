import * as tf from '@tensorflow/tfjs-core'
import { isDiagnosticError, tensorType } from '@tsfx/ir'
import type { Pad } from '@tsfx/runtime'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { slidingShape, type Window } from './windowShape.ts'

const { backend_util } = tf

/** A window over `rank` axes, and the sizes of these. */
const windows = (rank: number, pads: fc.Arbitrary<unknown>) => {
  const sizes = (max: number) => fc.array(fc.integer({ min: 1, max }), { minLength: rank, maxLength: rank })
  return fc.record({
    spatial: sizes(9),
    size: sizes(4),
    strides: sizes(3),
    dilations: sizes(3),
    pad: pads as fc.Arbitrary<Pad>,
  })
}

const count = fc.integer({ min: 0, max: 3 })
const pairs = fc.tuple(count, count, count, count).map(([top, bottom, left, right]) => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
])

/** The shape the rule says, or null where it refuses. */
function shapeOf(spatial: readonly number[], window: Window): readonly unknown[] | null {
  try {
    return slidingShape('window', tensorType('float32', [2, ...spatial, 3]), window)
  } catch (error) {
    if (!isDiagnosticError(error)) throw error
    return null
  }
}

/** Holds the rule to tfjs wherever it takes the window; a result of tfjs that is not empty is refused for one reason alone. */
function checked(
  { spatial, ...window }: { readonly spatial: readonly number[] } & Window,
  outShape: readonly number[],
): boolean {
  const shape = shapeOf(spatial, window)
  if (shape !== null) expect(shape).toEqual(outShape.slice(0, -1))
  else if (typeof window.pad !== 'number' || spatial.length === 3)
    expect(Math.min(...outShape)).toBeLessThanOrEqual(0)
  return shape !== null
}

it('is what tfjs computes for images', () => {
  let taken = 0
  fc.assert(
    fc.property(windows(2, fc.oneof(fc.constantFrom('same', 'valid'), count, pairs)), (sample) => {
      const { spatial, size, strides, dilations, pad } = sample
      const { outShape } = backend_util.computeConv2DInfo(
        [2, ...spatial, 3] as [number, number, number, number],
        [...size, 3, 3] as [number, number, number, number],
        strides as [number, number],
        dilations as [number, number],
        pad as 'same',
      )
      if (checked(sample, outShape)) taken++
    }),
    { numRuns: 2000 },
  )
  expect(taken).toBeGreaterThan(500)
})

it('is what tfjs computes for volumes', () => {
  let taken = 0
  fc.assert(
    fc.property(windows(3, fc.oneof(fc.constantFrom('same', 'valid'), count)), (sample) => {
      const { spatial, size, strides, dilations, pad } = sample
      const { outShape } = backend_util.computeConv3DInfo(
        [2, ...spatial, 3] as [number, number, number, number, number],
        [...size, 3, 3] as [number, number, number, number, number],
        strides as [number, number, number],
        dilations as [number, number, number],
        pad as 'same',
      )
      if (checked(sample, outShape)) taken++
    }),
    { numRuns: 2000 },
  )
  expect(taken).toBeGreaterThan(500)
})
