import { describe, expect, it } from 'vitest'
import { resultDifference } from './numericCheck.ts'

const numbers = (...values: number[]): Float64Array => Float64Array.from(values)

describe('resultDifference', () => {
  it.each<[string, Float64Array[], Float64Array[], number, string | null]>([
    ['equal numbers', [numbers(1, 2)], [numbers(1, 2)], 0, null],
    [
      'any difference without a tolerance',
      [numbers(1, 2)],
      [numbers(1, 2.5)],
      0,
      'number 1 of result 0 is 2.5 instead of 2',
    ],
    ['a difference small beside the largest', [numbers(0, 100)], [numbers(0.0009, 100)], 1e-5, null],
    [
      'a difference large beside the largest',
      [numbers(0, 100)],
      [numbers(0.0011, 100)],
      1e-5,
      'number 0 of result 0 is 0.0011 instead of 0',
    ],
    ['NaN where NaN was', [numbers(Number.NaN)], [numbers(Number.NaN)], 0, null],
    [
      'NaN where none was',
      [numbers(1)],
      [numbers(Number.NaN)],
      1,
      'number 0 of result 0 is NaN instead of 1',
    ],
    ['the same infinity', [numbers(Number.POSITIVE_INFINITY)], [numbers(Number.POSITIVE_INFINITY)], 0, null],
    [
      'the other infinity',
      [numbers(Number.POSITIVE_INFINITY)],
      [numbers(Number.NEGATIVE_INFINITY)],
      1e-5,
      'number 0 of result 0 is -Infinity instead of Infinity',
    ],
    ['another size', [numbers(1)], [numbers(1, 1)], 1, 'result 0 has 2 numbers instead of 1'],
    ['another number of results', [numbers(1)], [], 1, 'it has 0 results instead of 1'],
  ])('judges %s', (_, before, after, tolerance, problem) => {
    expect(resultDifference(before, after, tolerance)).toBe(problem)
  })
})
