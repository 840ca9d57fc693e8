import * as tf from '@tensorflow/tfjs-core'
import { isDiagnosticError, printType, tensorType } from '@tsfx/ir'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inferType } from '../inferType.fixture.ts'

const mask = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 31 }))
const entry = fc.record({
  begin: fc.integer({ min: -7, max: 7 }),
  end: fc.integer({ min: -7, max: 7 }),
  stride: fc.integer({ min: -3, max: 3 }),
})
const slices = fc.record({
  shape: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  entries: fc.array(entry, { minLength: 1, maxLength: 5 }),
  beginMask: mask,
  endMask: mask,
  ellipsisMask: fc.constantFrom(0, 0, 0, 1, 2, 4),
  newAxisMask: mask,
  shrinkAxisMask: mask,
})

it('has the shape that tfjs says, and refuses what tfjs refuses', () => {
  let taken = 0
  fc.assert(
    fc.property(slices, ({ shape, entries, ...masks }) => {
      const begin = entries.map((each) => each.begin)
      const end = entries.map((each) => each.end)
      const strides = entries.map((each) => each.stride)
      let expected: string | null = null
      try {
        const { beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = masks
        const { finalShape } = tf.slice_util.sliceInfo(
          shape,
          begin,
          end,
          strides,
          beginMask,
          endMask,
          ellipsisMask,
          newAxisMask,
          shrinkAxisMask,
        )
        expected = printType(tensorType('float32', finalShape))
        taken++
      } catch {
        // tfjs refuses the call, and so must the rule.
      }
      let inferred: string | null = null
      try {
        const x = tensorType('float32', shape)
        inferred = printType(inferType('stridedSlice', { x }, { begin, end, strides, ...masks }))
      } catch (error) {
        if (!isDiagnosticError(error)) throw error
      }
      expect(inferred).toBe(expected)
    }),
    { numRuns: 3000 },
  )
  expect(taken).toBeGreaterThan(500)
})
