import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sizeLimit } from './sizeLimit.ts'

describe('sizeLimit', () => {
  it('is between two sizes next to one another, upwards and downwards', () => {
    fc.assert(
      fc.property(fc.integer({ min: 37, max: 1023 }), fc.integer({ min: 1, max: 31 }), (most, least) => {
        expect(sizeLimit(36, [64, 256, 1024], (size) => size <= most)).toEqual({
          takes: most,
          fails: most + 1,
        })
        expect(sizeLimit(33, [16, 4, 0], (size) => size >= least)).toEqual({ takes: least, fails: least - 1 })
      }),
    )
  })

  it('is none where every size is taken, and starts at the first where none is', () => {
    expect(sizeLimit(36, [64, 256], () => true)).toBeNull()
    expect(sizeLimit(36, [64, 256], () => false)).toEqual({ takes: 36, fails: 37 })
  })
})
