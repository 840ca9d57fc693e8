/** @file Laws of every float pass, on random well-typed graphs. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { printGraph } from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { floatPasses, fuse } from './fuse.ts'
import { difference } from './graphs.fixture.ts'
import type { Pass } from './manager/pass.ts'
import { runPasses } from './manager/runPasses.ts'
import { randomLayers } from './randomGraph.fixture.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const RUNS = { numRuns: 60 }

describe.each([...new Set(floatPasses)].map((pass): [string, Pass] => [pass.name, pass]))(
  '%s',
  (name, pass) => {
    const tolerance = name === 'foldBatchNorm' ? 1e-5 : 0

    it('keeps what the graph computes, and verifies', () => {
      fc.assert(
        fc.property(randomLayers, (before) => {
          expect(difference(before, runPasses(before, [pass]).graph, tolerance)).toBeNull()
        }),
        RUNS,
      )
    })

    it('is idempotent, and undone by its inverse patches', () => {
      fc.assert(
        fc.property(randomLayers, (before) => {
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
      fc.property(randomLayers, (before) => {
        const after = fuse(before)
        expect(difference(before, after, 1e-5)).toBeNull()
        expect(fuse(after)).toBe(after)
      }),
      RUNS,
    )
  })

  it('finds work in the graphs of these tests', () => {
    const counts = new Map<string, number>()
    for (const before of fc.sample(randomLayers, { numRuns: 200, seed: 1 })) {
      for (const { name, changed } of runPasses(before, floatPasses).records) {
        if (changed > 0) counts.set(name, (counts.get(name) ?? 0) + 1)
      }
    }
    for (const pass of floatPasses.slice(1)) expect(counts.get(pass.name), pass.name).toBeGreaterThan(10)
  })
})
