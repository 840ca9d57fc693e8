import { type Arg, DimPolynomial, type FxNode, Graph, namedDim } from '@tsfx/ir'
import type { PrintArg } from '@tsfx/ops'
import { describe, expect, it } from 'vitest'
import { collectWeights } from '../weights.ts'
import { Hole, type Pattern } from './pattern.ts'
import { unify } from './unify.ts'

const graph = Graph.empty()
const context = { graph, weights: collectWeights(graph, []) }

interface Call {
  readonly args: readonly PrintArg[]
  readonly attributes?: Readonly<Record<string, Arg>>
  readonly variable?: string
  readonly callee?: string
}

const unified = (...calls: readonly Call[]) =>
  unify(
    calls.map(({ args, attributes = {}, variable, callee = 'f' }) => ({
      node: {
        target: 'q.op',
        args: attributes,
        meta: { ...(variable && { variable }) },
      } as unknown as FxNode,
      call: { callee, args },
    })),
    context,
  )

/** The pattern with holes as texts. */
const shown = (pattern: Pattern): unknown => {
  if (pattern instanceof Hole) return `${pattern.isSpread ? '...' : ''}<${pattern.variation.wanted}>`
  if (pattern instanceof DimPolynomial) return String(pattern)
  if (Array.isArray(pattern)) return pattern.map(shown)
  if (typeof pattern !== 'object' || pattern === null) return pattern
  return Object.fromEntries(Object.entries(pattern).map(([key, item]) => [key, shown(item as Pattern)]))
}
const args = (...calls: readonly Call[]) => shown(unified(...calls).pattern.args)

describe('the pattern of several calls', () => {
  it('is the call where they are equal', () => {
    const { pattern, variations } = unified({ args: [1, { pad: 'same' }] }, { args: [1, { pad: 'same' }] })
    expect(pattern.args).toEqual([1, { pad: 'same' }])
    expect(variations).toEqual([])
  })

  it('has holes for what differs, by the names of options', () => {
    const { pattern, variations } = unified({ args: [{ pad: 0, axis: 1 }] }, { args: [{ pad: 0, axis: 2 }] })
    expect(shown(pattern.args)).toEqual([{ pad: 0, axis: '<axis>' }])
    expect(variations.map(({ values }) => values)).toEqual([[1, 2]])
  })

  it('tells -0 from 0', () => {
    expect(unified({ args: [0] }, { args: [-0] }).variations).toHaveLength(1)
    expect(unified({ args: [Number.NaN] }, { args: [Number.NaN] }).variations).toEqual([])
  })

  it('names arguments in order after the attributes that have their values', () => {
    const call = (strides: number, rate: number): Call => ({
      args: [strides, rate],
      attributes: { rate, strides: [strides, strides] },
    })
    expect(args(call(1, 5), call(2, 6))).toEqual(['<strides>', '<rate>'])
  })

  it('takes a list, and the quantization of a result, as one thing', () => {
    const call = (scale: number, sizes: readonly number[], variable?: string): Call => ({
      callee: 'q.f',
      args: [{ sizes, output: { scale, zeroPoint: 0 } }],
      ...(variable !== undefined && { variable }),
    })
    expect(args(call(1, [1, 2], 'y'), call(2, [1, 3], 'y'))).toEqual([{ sizes: '<sizes>', output: '<y>' }])
    expect(args(call(1, [1], 'y'), call(2, [1], 'z'))).toEqual([{ sizes: [1], output: '<opOutput>' }])
  })

  it('keeps dims in their places, and takes neighbours that differ as one', () => {
    const call = (...sizes: readonly Arg[]): Call => ({
      args: [[namedDim('batch'), ...sizes]],
      variable: 'y',
    })
    expect(args(call(4, 4, 2, 8), call(2, 2, 2, 16))).toEqual([['batch', '...<y>']])
    expect(unified(call(4, 4, 2, 8), call(2, 2, 2, 16)).variations[0]!.values).toEqual([
      [4, 4, 2, 8],
      [2, 2, 2, 16],
    ])
    expect(args(call(4, 1), call(2, 1))).toEqual([['batch', '<y>', 1]])
    expect(args(call(4, namedDim('time'), 3), call(2, namedDim('time'), 5))).toEqual([
      ['batch', '<y>', 'time', '<y>'],
    ])
  })

  it('fills in options that calls leave out', () => {
    const call = (options: Readonly<Record<string, Arg>>): Call => ({ args: [options], callee: 'q.conv2d' })
    expect(args(call({ pad: 0 }), call({ strides: 2, pad: 0 }))).toEqual([
      { strides: '<strides>', dilations: 1, pad: 0 },
    ])
  })
})
