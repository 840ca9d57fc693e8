/** @file Laws of every float pass, on random well-typed graphs. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type Graph, printGraph, type Ref, type TensorType } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { floatPasses, fuse } from './fuse.ts'
import { BATCH, buildGraph, difference, type GraphBuilder } from './graphs.fixture.ts'
import type { Pass } from './manager/pass.ts'
import { runPasses } from './manager/runPasses.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

/** One call of a random graph; its operands are chosen among the values before it. */
interface Step {
  readonly op: string
  readonly a: number
  readonly b: number
  /** Which parameter it reads: few, so that some are shared. */
  readonly weight: number
}

const CHANNELS = 2
/** Random values make a graph without a meaning to keep, so dropout stands only where its rate is 0. */
const OPS = [
  'relu',
  'relu6',
  'sigmoid',
  'add',
  'mul',
  'concat',
  'conv2d',
  'depthwiseConv2d',
  'batchNorm',
  'bias',
  'linear',
  'matMul',
  'dropout',
]

const step: fc.Arbitrary<Step> = fc.record({
  op: fc.constantFrom(...OPS, 'conv2d', 'batchNorm', 'relu'),
  // Near the end more often than not: chains are what passes look for.
  a: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(5) }),
  b: fc.nat(5),
  weight: fc.nat(2),
})

const shapeOf = (g: GraphBuilder, ref: Ref): TensorType['shape'] =>
  (g.edit.node(ref.node).type as TensorType).shape
const rankOf = (g: GraphBuilder, ref: Ref): number => shapeOf(g, ref).length
const channelsOf = (g: GraphBuilder, ref: Ref): number => shapeOf(g, ref).at(-1) as number

/** The value that a step adds, or null where the op does not fit the operand. */
function addStep(g: GraphBuilder, values: readonly Ref[], { op, a, b, weight }: Step): Ref | null {
  const x = values.at(-1 - (a % values.length))!
  const other = values.at(-1 - (b % values.length))!
  const channels = channelsOf(g, x)
  const isImage = rankOf(g, x) === 4
  const fits = rankOf(g, other) === rankOf(g, x) && channelsOf(g, other) === channels
  const param = (name: string, shape: number[]): Ref => g.param(`${name}${weight}.${shape.join('x')}`, shape)
  switch (op) {
    case 'add':
    case 'mul':
      return fits ? g.op(op, 'v', { a: x, b: other }) : null
    case 'concat':
      return fits && channels < 8 ? g.op(op, 'v', { xs: [x, other], axis: rankOf(g, x) - 1 }) : null
    case 'conv2d':
      return isImage
        ? g.op(op, 'v', { x, filter: param('conv', [3, 3, channels, CHANNELS]), pad: 'same' })
        : null
    case 'depthwiseConv2d':
      return isImage ? g.op(op, 'v', { x, filter: param('dw', [2, 2, channels, 1]), pad: 'same' }) : null
    case 'batchNorm':
      return g.batchNorm('v', x, `bn${weight}.${channels}`, channels)
    case 'bias':
      return g.op(
        'add',
        'v',
        b % 2 === 0 ? { a: x, b: param('bias', [channels]) } : { a: param('bias', [channels]), b: x },
      )
    case 'linear':
      return isImage ? null : g.op(op, 'v', { x, weight: param('fc', [channels, CHANNELS]) })
    case 'matMul':
      return isImage ? null : g.op(op, 'v', { a: x, b: param('fc', [channels, CHANNELS]) })
    case 'dropout':
      return g.op(op, 'v', { x, rate: 0 })
    default:
      return g.op(op, 'v', { x })
  }
}

const graph: fc.Arbitrary<Graph> = fc
  .tuple(fc.boolean(), fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(3))
  .map(([isImage, steps, more]) =>
    buildGraph((g) => {
      const values = [g.input('x', isImage ? [BATCH, 4, 4, CHANNELS] : [BATCH, CHANNELS])]
      for (const each of steps) {
        const value = addStep(g, values, each)
        if (value) values.push(value)
      }
      // Sometimes an inner value is a result as well, which forbids fusing it away.
      return more === 0 ? [values.at(-1)!, values.at(-1 - (steps.length % values.length))!] : values.at(-1)!
    }),
  )

const RUNS = { numRuns: 60 }

describe.each([...new Set(floatPasses)].map((pass): [string, Pass] => [pass.name, pass]))(
  '%s',
  (name, pass) => {
    const tolerance = name === 'foldBatchNorm' ? 1e-5 : 0

    it('keeps what the graph computes, and verifies', () => {
      fc.assert(
        fc.property(graph, (before) => {
          expect(difference(before, runPasses(before, [pass]).graph, tolerance)).toBeNull()
        }),
        RUNS,
      )
    })

    it('is idempotent, and undone by its inverse patches', () => {
      fc.assert(
        fc.property(graph, (before) => {
          const print = printGraph(before)
          const { graph: after, records } = runPasses(before, [pass])
          expect(runPasses(after, [pass]).graph).toBe(after)
          expect(printGraph(after.apply(records[0]!.inverse))).toBe(print)
          expect(printGraph(before.apply(records[0]!.patches))).toBe(printGraph(after))
          expect(printGraph(before)).toBe(print)
        }),
        RUNS,
      )
    })
  },
)

describe('fuse', () => {
  it('keeps what the graph computes, and has nothing left to do', () => {
    fc.assert(
      fc.property(graph, (before) => {
        const after = fuse(before)
        expect(difference(before, after, 1e-5)).toBeNull()
        expect(fuse(after)).toBe(after)
      }),
      RUNS,
    )
  })

  it('finds work in the graphs of these tests', () => {
    const counts = new Map<string, number>()
    for (const before of fc.sample(graph, { numRuns: 200, seed: 1 })) {
      for (const { name, changed } of runPasses(before, floatPasses).records) {
        if (changed > 0) counts.set(name, (counts.get(name) ?? 0) + 1)
      }
    }
    for (const pass of floatPasses.slice(1)) expect(counts.get(pass.name), pass.name).toBeGreaterThan(10)
  })
})
