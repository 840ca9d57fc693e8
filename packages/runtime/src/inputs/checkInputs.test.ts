import { describe, expect, expectTypeOf, it } from 'vitest'
import { checkInputs } from './checkInputs.ts'
import type { SizeRange } from './checkTensor.ts'
import type { ConstantSpec } from './inputSpec.ts'

const tensor = (shape: readonly number[], dtype = 'float32') => ({
  shape: [...shape],
  dtype,
  dataSync: () => new Float32Array(0),
})

describe('checkInputs', () => {
  it('gives the sizes of named dims, by their names in the type too', () => {
    const sizes = checkInputs(
      { x: tensor([2, 5, 8]), more: [tensor([5], 'int32'), { mask: tensor([2, 7]) }] },
      [],
      { x: ['batch', 'time', 8], more: [{ shape: ['time'], dtype: 'int32' }, { mask: ['batch', null] }] },
    )
    expect(sizes).toEqual({ batch: 2, time: 5 })
    expectTypeOf(sizes).toEqualTypeOf<Readonly<Record<'batch' | 'time', number>>>()
  })

  it.each([
    ['another rank', 'float32 [batch, 28], and is float32 [28, 28, 28]', [28, 28, 28]],
    ['another size', 'float32 [batch, 28], and is float32 [1, 27]', [1, 27]],
    [
      'a size out of range',
      'float32 [2 <= batch <= 8, 28], and is float32 [1, 28]',
      [1, 28],
      { atLeast: 2, atMost: 8 },
    ],
    ['a size below the least', 'float32 [batch >= 2, 28], and is float32 [1, 28]', [1, 28], { atLeast: 2 }],
    ['a size above the most', 'float32 [batch <= 8, 28], and is float32 [9, 28]', [9, 28], { atMost: 8 }],
  ] as const)('refuses %s', (_, message, shape, range: SizeRange = {}) => {
    expect(() => checkInputs({ x: tensor(shape) }, [], { x: ['batch', 28] }, { batch: range })).toThrow(
      `TSFX6022 input x of forward should be ${message}`,
    )
  })

  it('refuses two sizes of one dim', () => {
    const specs = { x: ['batch', 4], mask: ['batch', 'batch'] } as const
    expect(() => checkInputs({ x: tensor([2, 4]), mask: tensor([3, 3]) }, [], specs)).toThrow(
      'TSFX6022 input mask of forward should be float32 [batch = 2, batch = 2], and is float32 [3, 3]',
    )
  })

  it('refuses another dtype, and what is no tensor, by the path', () => {
    const specs = { pair: [[1], { ids: { shape: [1], dtype: 'int32' } }] } as const
    expect(() => checkInputs({ pair: [tensor([1]), { ids: tensor([1]) }] }, [], specs)).toThrow(
      'TSFX6022 input pair.1.ids of forward should be int32 [1], and is float32 [1]',
    )
    expect(() => checkInputs({ pair: [2, { ids: tensor([1], 'int32') }] }, [], specs)).toThrow(
      'TSFX6022 input pair.0 of forward should be float32 [1], and is no tensor',
    )
    expect(() => checkInputs({ pair: [tensor([1])] }, [], specs)).toThrow(
      'TSFX6022 input pair of forward should be a list of 2, and is a list of 1',
    )
    expect(() => checkInputs({ pair: [tensor([1]), tensor([1])] }, [], specs)).toThrow(
      'TSFX6022 input pair.1.ids of forward should be int32 [1], and is no tensor',
    )
    expect(() => checkInputs({ pair: [tensor([1]), null] }, [], specs)).toThrow(
      'TSFX6022 input pair.1 of forward should be a record, and is null',
    )
  })

  it('refuses arguments behind the declared ones, and keys of a record that are not declared', () => {
    const [x, mask] = [tensor([1]), tensor([2])]
    const specs = { x: [1], options: { pair: { a: [1] } } } as const
    const check = (options: unknown, ...more: unknown[]) =>
      checkInputs({ x, options }, [x, options, ...more], specs)
    expect(check({ pair: { a: x, b: undefined } }, undefined)).toEqual({})
    expect(() => check({ pair: { a: x } }, mask)).toThrow(
      'TSFX6022 input 3 of forward should be absent, and is a tensor',
    )
    expect(() => check({ pair: { a: x, b: null } })).toThrow(
      'TSFX6022 input options.pair.b of forward should be absent, and is null',
    )
    expect(() => check({ pair: { a: x }, toString: 1 })).toThrow('input options.toString of forward')
    expect(() => check(x)).toThrow('input options.pair of forward should be a record, and is absent')
  })

  it.each([
    [false, true, 'false, and is true'],
    [0.5, 1, '0.5, and is 1'],
    [0, -0, '0, and is -0'],
    ['same', 'valid', '"same", and is "valid"'],
    [null, undefined, 'null, and is absent'],
    [undefined, tensor([1]), 'absent, and is a tensor'],
  ])('takes the constant %s and refuses %s', (constant: ConstantSpec, other: unknown, message) => {
    expect(checkInputs({ value: constant }, [], { value: constant })).toEqual({})
    expect(() => checkInputs({ value: other }, [], { value: constant })).toThrow(
      `TSFX6022 input value of forward should be ${message}`,
    )
  })

  it('takes names that objects have by themselves', () => {
    const specs = { x: ['constructor', '__proto__'] } as const
    const sizes = checkInputs({ x: tensor([2, 3]) }, [], specs)
    expect(Object.entries(sizes)).toEqual([
      ['constructor', 2],
      ['__proto__', 3],
    ])
    expect(() => checkInputs({ x: tensor([1, 1]) }, [], specs, { constructor: { atLeast: 2 } })).toThrow(
      '>= 2',
    )
  })
})
