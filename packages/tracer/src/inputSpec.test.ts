/** @file The names of open sizes: `null` is a name of its own, but on axis 0. */
import { printShape } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { type InputSpecs, parseInputs, tensorInputs } from './inputSpec.ts'

const shapes = (specs: InputSpecs) => tensorInputs(parseInputs(specs)).map(({ shape }) => printShape(shape))

describe('a size that is null', () => {
  it('is the batch on axis 0, and named by its place elsewhere', () => {
    expect(shapes({ x: [null, null, 4], pair: [[null, 2], { shape: [3, null] }] })).toEqual([
      '[batch, x_1, 4]',
      '[batch, 2]',
      '[3, pair_1_1]',
    ])
  })

  it.each<[string, InputSpecs, string[]]>([
    ['another path', { a: { b: [3, null] }, a_b: [3, null] }, ['[3, a_b_1]', '[3, a_b_1_1]']],
    ['a name before it', { y: [3, 'x_1'], x: [3, null] }, ['[3, x_1]', '[3, x_1_1]']],
    ['a name behind it', { x: [3, null], y: { z: { shape: ['x_1'] } } }, ['[3, x_1_1]', '[x_1]']],
    ['a name made for another', { a: [3, null], a_1: [3, 'a_1'] }, ['[3, a_1_1]', '[3, a_1]']],
  ])('has not the name of %s', (_, specs, expected) => {
    expect(shapes(specs)).toEqual(expected)
  })
})
