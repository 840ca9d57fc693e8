/** @file An op whose record calls it commutative computes the same bits when the two inputs change places. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { tensorType } from '@tsfx/ir'
import { type QuantizedTensor, type RoundingMode, scalarOps } from '@tsfx/runtime'
import { describe, expect, it } from 'vitest'
import { builtinOps } from './builtinOps.ts'
import type { Op } from './defineOp.ts'
import { opNamed } from './registry.ts'
import { isTensor, type Value } from './value.ts'

const commutative = builtinOps.filter((op) => op.commutative !== null)

/** Bits of the numbers; NaN has one form, as JavaScript gives it no other. */
const bits = (value: Value): readonly number[] =>
  isTensor(value)
    ? [...new Uint32Array(Float32Array.from(value.dataSync()).buffer)]
    : [...(value as QuantizedTensor).data]

const EDGE_CASES = [0, -0, 1, -1, 1e-40, 3.4e38, -3.4e38, Number.POSITIVE_INFINITY, Number.NaN, 0.1, 1 / 3]

function swapped(op: Op, rounding: RoundingMode, a: Value, b: Value, attrs: object): void {
  const [first, second] = op.commutative!
  const environment = { tf, q: scalarOps(rounding) }
  const there = op.evaluate(environment, { [first]: a, [second]: b, ...attrs })
  const back = op.evaluate(environment, { [first]: b, [second]: a, ...attrs })
  expect(bits(back)).toEqual(bits(there))
}

describe('commutative ops', () => {
  it('are sums, products, squares of differences and tests of equality', () => {
    const names = ['add', 'equal', 'mul', 'notEqual', 'q.add', 'q.mul', 'squaredDifference']
    expect(commutative.map((op) => op.name).sort()).toEqual(names)
    expect(opNamed('sub')!.commutative).toBeNull()
  })

  it.each(commutative.filter((op) => op.domain === 'float'))('$name: every pair of edge cases', (op) => {
    const n = EDGE_CASES.length
    swapped(op, 'float32', tf.tensor(EDGE_CASES, [n, 1]), tf.tensor(EDGE_CASES, [1, n]), {})
    const [wide, narrow] = [tensorType('float32', [3, 1]), tensorType('int32', [4])]
    const types = [wide, narrow]
    const inferred = types.map((type, i) => {
      const byName = new Map([
        [op.commutative![0], type],
        [op.commutative![1], types[1 - i]!],
      ])
      const names = Object.keys(op.inputs)
      const args = Object.fromEntries(names.map((name) => [name, name])) as never
      return op.infer(args, (ref) => byName.get(ref as unknown as string)!)
    })
    expect(inferred[0]).toEqual(inferred[1])
  })

  const modes: readonly RoundingMode[] = ['float32', 'single', 'double']
  const integer = commutative.filter((op) => op.domain === 'integer')
  it.each(integer.flatMap((op) => modes.map((mode) => ({ op, mode, name: op.name }))))(
    '$name with $mode rounding: every pair of stored values',
    ({ op, mode }) => {
      const data = Int8Array.from({ length: 256 }, (_, i) => i - 128)
      const stored = (shape: number[], scale: number, zeroPoint: number): QuantizedTensor => ({
        kind: 'quantized',
        data,
        shape,
        dtype: 'int8',
        scale: Math.fround(scale),
        zeroPoint,
      })
      const output = { scale: Math.fround(0.031), zeroPoint: -7, dtype: 'int8', qmin: -128, qmax: 127 }
      swapped(op, mode, stored([256, 1], 0.0173, 5), stored([1, 256], 0.0291, -40), {
        output,
        activation: null,
      })
    },
  )
})
