import { describe, expect, it } from 'vitest'
import type { Snapshot, TensorData } from '../analysis/snapshot.ts'
import { resultDifference, valueDifference } from './numericCheck.ts'

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

describe('valueDifference', () => {
  const tensor = (shape: readonly number[], first = 0, dtype = 'float32'): TensorData => ({
    kind: 'tensor',
    dtype,
    shape,
    data: Float32Array.from({ length: 6 }, (_, i) => first + i),
  })
  const quantized = (scale: number): Snapshot => ({
    kind: 'quantized',
    dtype: 'int8',
    shape: [2],
    data: Int8Array.of(1, 2),
    scale,
    zeroPoint: 0,
  })
  const x = tensor([6])
  const y = tensor([6], 10)

  it.each<[string, Snapshot, Snapshot, string | null]>([
    ['equal values', { a: x, list: [y, 2] }, { list: [y, 2], a: x }, null],
    ['a reshape', tensor([2, 3]), tensor([3, 2]), 'result is float32[3, 2] instead of float32[2, 3]'],
    ['a dtype', [x], [tensor([6], 0, 'int32')], 'result[0] is int32[6] instead of float32[6]'],
    ['swapped fields', { a: x, b: y }, { b: x, a: y }, 'number 0 of result.a is 10 instead of 0'],
    [
      'a renamed key',
      { a: x, b: y },
      { a: x, c: y },
      'result is a record of "a", "c" instead of a record of "a", "b"',
    ],
    ['a record that was a list', [x], { 0: x }, 'result is a record of "0" instead of a list of 1'],
    ['a missing item', [x, y], [x], 'result is a list of 1 instead of a list of 2'],
    ['a constant', { a: x, k: '1' }, { a: x, k: 1 }, 'result.k is 1 instead of "1"'],
    ['steps of another size', quantized(0.5), quantized(1), 'number 0 of result is 1 instead of 0.5'],
    ['floats for steps', quantized(1), tensor([2], 1), 'result is float32[2] instead of int8[2]'],
  ])('sees %s', (_, before, after, problem) => {
    expect(valueDifference(before, after, 0)).toBe(problem)
  })
})
