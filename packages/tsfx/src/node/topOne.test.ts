import { describe, expect, it } from 'vitest'
import { topOne } from './topOne.ts'

const logits = { data: Float32Array.of(1, 3, 2, 5, 5, 0), shape: [2, 3] }

describe('topOne', () => {
  it('counts rows whose largest value is at the label; the first of equals counts', () => {
    expect(topOne(logits, [1, 0])).toEqual({ correct: 2, rows: 2 })
    expect(topOne(logits, [1, 1])).toEqual({ correct: 1, rows: 2 })
  })

  it.each([[[1, 3]], [[-1, 0]], [[0.5, 0]], [[1]]])('refuses the labels %s', (labels) => {
    expect(() => topOne(logits, labels)).toThrow('TSFX7016')
  })
})
