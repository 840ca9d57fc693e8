/** @file Random well-typed graphs, for the laws that passes keep. */
import { type Dim, equalDims, type Graph, type Ref, type TensorType } from '@tsfx/ir'
import * as fc from 'fast-check'
import { BATCH, buildGraph, type GraphBuilder } from './graphs.fixture.ts'

/** One step of a random graph; its operands are chosen among the values before it. */
interface Step {
  readonly op: string
  readonly a: number
  readonly b: number
  /** Which parameter it reads: few, so that some are shared. */
  readonly weight: number
}

const CHANNELS = 2
/** A step does not widen what has as many channels as this. */
const WIDE = 8

/** What the step has to work with. */
interface Operands {
  readonly x: Ref
  /** Of the shape of `x`, or null. */
  readonly other: Ref | null
  readonly rank: number
  readonly shape: readonly Dim[]
  readonly channels: number
  /** A parameter of few, by shape; filled with `value` when given. */
  param(name: string, shape: readonly number[], value?: number): Ref
  readonly variant: number
}

type AddStep = (g: GraphBuilder, operands: Operands) => Ref | null

const unary =
  (op: string): AddStep =>
  (g, { x }) =>
    g.op(op, 'v', { x })
const binary =
  (op: string): AddStep =>
  (g, { x, other }) =>
    other && g.op(op, 'v', { a: x, b: other })
const withConstant =
  (op: string, value: number): AddStep =>
  (g, { x, param, channels }) =>
    g.op(op, 'v', {
      a: x,
      b: param(`filled${Object.is(value, -0) ? 'Minus' : ''}${value}`, [channels], value),
    })

/**
 * Layers and what fuses with them. Random values make a graph without a meaning to keep, so dropout stands only where its
 * rate is 0.
 */
const LAYERS: Readonly<Record<string, AddStep>> = {
  relu: unary('relu'),
  relu6: unary('relu6'),
  sigmoid: unary('sigmoid'),
  add: binary('add'),
  mul: binary('mul'),
  concat: (g, { x, other, rank, channels }) =>
    other && channels < WIDE ? g.op('concat', 'v', { xs: [x, other], axis: rank - 1 }) : null,
  conv2d: (g, { x, rank, channels, param }) =>
    rank === 4
      ? g.op('conv2d', 'v', { x, filter: param('conv', [3, 3, channels, CHANNELS]), pad: 'same' })
      : null,
  depthwiseConv2d: (g, { x, rank, channels, param }) =>
    rank === 4
      ? g.op('depthwiseConv2d', 'v', { x, filter: param('dw', [2, 2, channels, 1]), pad: 'same' })
      : null,
  batchNorm: (g, { x, channels, variant }) => g.batchNorm('v', x, `bn${variant}.${channels}`, channels),
  bias: (g, { x, channels, param, variant }) => {
    const bias = param('bias', [channels])
    return g.op('add', 'v', variant === 0 ? { a: x, b: bias } : { a: bias, b: x })
  },
  linear: (g, { x, rank, channels, param }) =>
    rank === 2 ? g.op('linear', 'v', { x, weight: param('fc', [channels, CHANNELS]) }) : null,
  matMul: (g, { x, rank, channels, param }) =>
    rank === 2 ? g.op('matMul', 'v', { a: x, b: param('fc', [channels, CHANNELS]) }) : null,
  dropout: (g, { x }) => g.op('dropout', 'v', { x, rate: 0 }),
}

/** What moves values, repeats itself, changes nothing, or depends on parameters alone. */
const MORE: Readonly<Record<string, AddStep>> = {
  tanh: unary('tanh'),
  softmax: unary('softmax'),
  sub: binary('sub'),
  swapped: (g, { x, other }) => other && g.op('add', 'v', { a: other, b: x }),
  twice: (g, { x }) => g.op('mul', 'v', { a: g.op('tanh', 'once', { x }), b: g.op('tanh', 'again', { x }) }),
  timesOne: withConstant('mul', 1),
  byOne: withConstant('div', 1),
  plusZero: withConstant('add', 0),
  plusMinusZero: withConstant('add', -0),
  minusZero: withConstant('sub', 0),
  constant: (g, { x, channels, param }) => {
    const gate = g.op('sigmoid', 'gate', {
      x: g.op('mul', 'm', { a: param('p', [channels]), b: param('q', [channels]) }),
    })
    return g.op('mul', 'v', { a: x, b: gate })
  },
  table: (g, { x, channels, param }) =>
    g.op('add', 'v', {
      a: x,
      b: g.op('add', 't', { a: param('row', [1, channels]), b: param('cell', [1]) }),
    }),
  computedFilter: (g, { x, rank, channels, param }) =>
    rank === 4
      ? g.op('conv2d', 'v', {
          x,
          filter: g.op('tanh', 'f', { x: param('conv', [3, 3, channels, CHANNELS]) }),
          pad: 'same',
        })
      : null,
  clamps: (g, { x, variant }) =>
    g.op(variant === 0 ? 'relu' : 'relu6', 'v', { x: g.op(variant === 1 ? 'relu' : 'relu6', 'c', { x }) }),
  flatten: (g, { x, rank, shape, channels }) =>
    rank === 4 && channels < WIDE ? g.op('flatten', 'v', { x, rows: shape[0]! }) : null,
  rows: (g, { x, channels }) => g.op('reshape', 'v', { x, shape: [-1, channels] }),
  there: (g, { x, shape }) =>
    g.op('reshape', 'v', { x: g.op('reshape', 'flat', { x, shape: [-1] }), shape: [...shape] }),
  pad: (g, { x, rank, variant, channels }) => {
    const after = channels < WIDE ? variant : 0
    return g.op('pad', 'v', {
      x,
      paddings: Array.from({ length: rank }, (_, i) => [0, i === rank - 1 ? after : 0]),
    })
  },
  alone: (g, { x }) => g.op('concat', 'v', { xs: [x], axis: 0 }),
}

const step = (ops: readonly string[]): fc.Arbitrary<Step> =>
  fc.record({
    op: fc.constantFrom(...ops, 'conv2d', 'batchNorm', 'relu'),
    // Near the end more often than not: chains are what passes look for.
    a: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(5) }),
    b: fc.nat(5),
    weight: fc.nat(2),
  })

const shapeOf = (g: GraphBuilder, ref: Ref): readonly Dim[] =>
  (g.edit.node(ref.node).type as TensorType).shape

function operands(g: GraphBuilder, values: readonly Ref[], { a, b, weight }: Step): Operands {
  const x = values.at(-1 - (a % values.length))!
  const other = values.at(-1 - (b % values.length))!
  const [shape, others] = [shapeOf(g, x), shapeOf(g, other)]
  const fits = shape.length === others.length && shape.every((dim, i) => equalDims(dim, others[i]!))
  return {
    x,
    other: fits ? other : null,
    rank: shape.length,
    shape,
    channels: shape.at(-1) as number,
    param: (name, size, value) => g.param(`${name}${weight}.${size.join('x')}`, size, value),
    variant: weight,
  }
}

function graphOf(ops: Readonly<Record<string, AddStep>>): fc.Arbitrary<Graph> {
  const steps = fc.array(step(Object.keys(ops)), { minLength: 1, maxLength: 12 })
  return fc.tuple(fc.boolean(), steps, fc.nat(3)).map(([isImage, taken, more]) =>
    buildGraph((g) => {
      const values = [g.input('x', isImage ? [BATCH, 4, 4, CHANNELS] : [BATCH, CHANNELS])]
      for (const each of taken) {
        const value = ops[each.op]!(g, operands(g, values, each))
        if (value) values.push(value)
      }
      // Sometimes an inner value is a result as well, which forbids fusing it away.
      return more === 0 ? [values.at(-1)!, values.at(-1 - (taken.length % values.length))!] : values.at(-1)!
    }),
  )
}

/** Layers, activations, sums and joins, with one named dim; parameters and values are shared here and there. */
export const randomLayers: fc.Arbitrary<Graph> = graphOf(LAYERS)

/** `randomLayers` with all that rewrites look for: duplicates, constants, calls that change nothing, reshapes. */
export const randomGraph: fc.Arbitrary<Graph> = graphOf({ ...LAYERS, ...MORE })
