/** @file The law of outlining on random graphs whose modules repeat with differences: emitted code computes the bits of the graph. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import type { Graph, Ref } from '@tsfx/ir'
import { interpret } from '@tsfx/ops'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EmittedFiles, emit } from './emit.ts'
import { importEmitted, typeErrorsOfEach } from './testing/emittedModule.ts'
import { type BlockSpec, block, stacked } from './testing/repeatedGraph.ts'

/** A block, with what it is below and which of the values so far it takes. */
interface Placed {
  readonly spec: BlockSpec
  readonly stage: number | null
  readonly input: number
  readonly isOutput: boolean
}

const often = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })

const placed: fc.Arbitrary<Placed> = fc.record({
  spec: fc.record({
    alpha: often(0.1, 0.3, -0, 0.2),
    activation: often<'leakyRelu' | 'prelu'>('leakyRelu', 'prelu'),
    swapped: often(false, true),
    layer: often('fc', 'constructor'),
    weight: often<string | undefined>(undefined, 'tied.weight', 'other.weight'),
    extraWeight: often(false, true),
  }) as fc.Arbitrary<BlockSpec>,
  stage: often<number | null>(null, 0, 1),
  // The last value, or one before it.
  input: often(0, 1, 2),
  isOutput: often(false, true),
})

function graphOf(blocks: readonly Placed[], hasClasses: boolean): Graph {
  const paths = blocks.map(({ stage }, i) => (stage === null ? `blocks.${i}` : `stages.${stage}.${i}`))
  const modules = hasClasses ? Object.fromEntries(paths.map((path) => [path, 'Block'])) : {}
  return stacked(
    (g, x) => {
      const values: Ref[] = [x]
      const outputs: Ref[] = []
      blocks.forEach(({ spec, input, isOutput }, i) => {
        const value = block(g, values.at(-1 - input) ?? x, paths[i]!, spec)
        values.push(value)
        if (isOutput) outputs.push(value)
      })
      return [...outputs, values.at(-1)!]
    },
    { modules },
  )
}

const dataOf = (values: unknown) => (values as tf.Tensor[]).map((value) => [...value.dataSync()])

describe('modules that repeat with differences', () => {
  it('compute the bits of the graph, and type-check', async () => {
    const kept: EmittedFiles[] = []
    await fc.assert(
      fc.asyncProperty(
        fc.array(placed, { minLength: 1, maxLength: 9 }),
        fc.boolean(),
        async (blocks, hasClasses) => {
          const graph = graphOf(blocks, hasClasses)
          const files = emit(graph, { name: 'net' })
          if (kept.length < 25) kept.push(files)
          const { load } = await importEmitted<{ load(): Promise<{ forward(x: tf.Tensor): unknown }> }>(files)
          const x = tf.randomNormal([2, 4], 0, 1, 'float32', 9)
          expect(dataOf((await load()).forward(x))).toEqual(dataOf(interpret(graph, { x }, { tf })))
          expect(emit(graph, { name: 'net' })).toEqual(files)
        },
      ),
      { numRuns: Number(process.env.TSFX_FUZZ_RUNS ?? 60) },
    )
    expect(typeErrorsOfEach(kept).flat()).toEqual([])
  })
})
