/** @file What convert inserts leaves the calls of a module together, wherever values cross modules, or leave integers. */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import type { Graph, Ref } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import { fuse } from '@tsfx/passes'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { BATCH, buildGraph, calibrated, type GraphBuilder } from '../graphs.fixture.ts'
import { convert } from './convert.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

/** A call of an op on earlier values, counted from the last; or a module of such. */
type Step = { readonly op: string; readonly back: readonly number[] } | { readonly steps: readonly Step[] }

const OPS = ['conv2d', 'relu', 'add', 'sin', 'sigmoid']

const anySteps = fc.letrec<{ steps: Step[]; step: Step }>((tie) => ({
  step: fc.oneof(
    { withCrossShrink: true, maxDepth: 3 },
    fc.record({ op: fc.constantFrom(...OPS), back: fc.array(fc.nat(4), { minLength: 2, maxLength: 2 }) }),
    tie('steps').map((steps) => ({ steps })),
  ),
  steps: fc.array(tie('step'), { minLength: 1, maxLength: 4 }),
})).steps

function call(
  g: GraphBuilder,
  values: Ref[],
  { op, back }: Extract<Step, { op: string }>,
  scope: string,
): Ref {
  const [a, b] = back.map((steps) => values[Math.max(0, values.length - 1 - steps)]!)
  const name = `v${values.length}`
  switch (op) {
    case 'conv2d':
      return g.op(op, name, { x: a, filter: g.param(`${name}.weight`, [1, 1, 2, 2]), pad: 0 }, scope)
    case 'add':
      return g.op(op, name, { a, b }, scope)
    default:
      return g.op(op, name, { x: a }, scope)
  }
}

const graphOf = (steps: readonly Step[]): Graph =>
  buildGraph((g) => {
    const values = [g.input('x', [BATCH, 2, 2, 2])]
    // Some layer is to be quantized.
    values.push(call(g, values, { op: 'conv2d', back: [0, 0] }, 'stem'))
    const walk = (inner: readonly Step[], path: string): void => {
      for (const [i, step] of inner.entries()) {
        if ('steps' in step) walk(step.steps, path ? `${path}.${i}` : `m${i}`)
        else values.push(call(g, values, step, path))
      }
    }
    walk(steps, '')
    return values.at(-1)!
  })

const isWithin = (scope: string, path: string): boolean => scope === path || scope.startsWith(`${path}.`)

/** Modules between whose calls others stand. */
function interrupted({ nodes }: Graph): string[] {
  const scopes = nodes.filter(({ kind }) => kind === 'call_function').map(({ scope }) => scope)
  return [...new Set(scopes)].filter((path) => {
    const inside = scopes.map((scope) => path === '' || isWithin(scope, path))
    return inside.slice(inside.indexOf(true), inside.lastIndexOf(true)).includes(false)
  })
}

describe('scopes of what convert inserts', () => {
  it('never come between the calls of a module', async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, async (steps) => {
        const graph = graphOf(steps)
        const { prepared, stats } = await calibrated(graph)
        expect(interrupted(graph)).toEqual([])
        expect(interrupted(fuse(graph))).toEqual([])
        expect(interrupted(convert(prepared, stats))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('are of no block at its border, and of the module around in its middle', async () => {
    const graph = graphOf([
      {
        steps: [
          { op: 'conv2d', back: [0] },
          { op: 'sin', back: [0] },
          { op: 'conv2d', back: [0] },
        ],
      },
      { steps: [{ op: 'conv2d', back: [0] }] },
      { op: 'sin', back: [0] },
    ])
    const { prepared, stats } = await calibrated(graph)
    const calls = convert(prepared, stats).nodes.filter(({ kind }) => kind === 'call_function')
    expect(calls.map(({ target, scope }) => `${target} ${scope}`)).toEqual([
      'quantize ',
      'q.conv2d stem',
      'q.conv2d m0',
      'dequantize m0',
      'sin m0',
      'quantize m0',
      'q.conv2d m0',
      'q.conv2d m1',
      'dequantize ',
      'sin ',
    ])
  })
})
