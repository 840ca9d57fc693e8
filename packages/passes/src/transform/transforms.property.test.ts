/** @file Laws of the transforms, on random well-typed graphs. */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import {
  type Arg,
  type Args,
  type FxNode,
  type Graph,
  graphFromJson,
  graphToJson,
  printGraph,
} from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { eliminateDeadCode, eliminateDeadCodeWith } from '../eliminateDeadCode.ts'
import { difference, inputsFor } from '../graphs.fixture.ts'
import { inferTypes } from '../inferTypes.ts'
import { resultNumbers } from '../manager/numericCheck.ts'
import type { Pass } from '../manager/pass.ts'
import { runPasses } from '../manager/runPasses.ts'
import { randomGraph } from '../randomGraph.fixture.ts'
import { applyPass } from './applyPass.fixture.ts'
import { canonicalise } from './canonicalise.ts'
import { decompose } from './decompose.ts'
import { eliminateCommonSubexpressions } from './eliminateCommonSubexpressions.ts'
import { foldConstants, foldConstantsWith } from './foldConstants.ts'
import { replaceOp } from './replaceOp.ts'
import { retypeInputsPass } from './retypeInputs.ts'
import { Transformer, transformerPass } from './transformer.ts'

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

class DropDropout extends Transformer {
  protected override callFunction(node: FxNode, args: Args): Arg {
    return node.isOp('dropout') ? args.x! : super.callFunction(node, args)
  }
}

type X = { readonly x: tf.Tensor }

const asReshape = ({ x, rows }: X & { readonly rows: number }) => tf.reshape(x, [rows, x.size / rows])

interface Law {
  readonly label: string
  readonly pass: Pass
  /** 0 asks for the same bits. */
  readonly tolerance?: number
  /** Whether the pass finds something to do in these graphs; false for one that only completes them. */
  readonly works?: boolean
}

const law = (label: string, pass: Pass, more: Partial<Law> = {}): Law => ({ label, pass, ...more })

const laws: readonly Law[] = [
  law('eliminateCommonSubexpressions', eliminateCommonSubexpressions),
  law('foldConstants', foldConstants),
  law('foldConstants, small results only', foldConstantsWith({ maxGrowth: 8 })),
  law('canonicalise', canonicalise),
  law(
    'decompose',
    decompose({
      dropout: ({ x }: X) => x,
      tanh: ({ x }: X) => tf.sub(tf.mul(2, tf.sigmoid(tf.mul(2, x))), 1),
    }),
    {
      tolerance: 1e-5,
    },
  ),
  law('decompose into the same bits', decompose({ flatten: asReshape })),
  law(
    'replaceOp',
    replaceOp('matMul', 'linear', ({ a, b }) => ({ x: a, weight: b })),
  ),
  law(
    'transformerPass',
    transformerPass(new DropDropout(), { name: 'dropDropout', summary: 'Drops dropout.' }),
  ),
  law('eliminateDeadCodeWith', eliminateDeadCodeWith({ isImpure: () => false }), { works: false }),
  law('inferTypes', inferTypes, { works: false }),
  law('retypeInputs', retypeInputsPass({}), { works: false }),
]

/** Inputs with zeros of both signs among them: they are what tells `x + 0` from `x`. */
const inputsWithZeros = (graph: Graph): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.entries(inputsFor(graph)).map(([name, tensor]) => {
      const data = tensor.dataSync().map((value, i) => (i % 3 === 0 ? -0 : i % 7 === 0 ? 0 : value))
      return [name, tf.tensor(data, tensor.shape)]
    }),
  )

/** The result's numbers, where 0 and -0 are different ones. */
const bits = (graph: Graph): string =>
  resultNumbers(graph, { inputs: inputsWithZeros(graph), tolerance: 0 })
    .map((numbers) => Array.from(numbers, (value) => (Object.is(value, -0) ? '-0' : String(value))).join())
    .join('; ')

const RUNS = { numRuns: 40 }

describe.each(laws)('$label', ({ pass, tolerance = 0, works = true }) => {
  it('keeps what the graph computes', () => {
    fc.assert(
      fc.property(randomGraph, (before) => {
        const after = applyPass(before, pass).graph
        if (tolerance === 0) expect(bits(after)).toBe(bits(before))
        else expect(difference(before, after, tolerance)).toBeNull()
      }),
      RUNS,
    )
  })

  it('is idempotent, undone to the identical graph, and round-trips JSON and print', () => {
    fc.assert(
      fc.property(randomGraph, (before) => {
        const { graph: after, patches, inverse } = applyPass(before, pass)
        expect(applyPass(after, pass).graph).toBe(after)
        expect(graphToJson(after.apply(inverse))).toEqual(graphToJson(before))
        expect(graphToJson(before.apply(patches))).toEqual(graphToJson(after))
        const read = graphFromJson(graphToJson(after), after.store)
        expect(graphToJson(read)).toEqual(graphToJson(after))
        expect(printGraph(read)).toBe(printGraph(after))
      }),
      RUNS,
    )
  })

  it.runIf(works)('finds work in the graphs of these tests', () => {
    const changed = fc
      .sample(randomGraph, { numRuns: 100, seed: 1 })
      .filter((graph) => applyPass(graph, pass).graph !== graph)
    expect(changed.length).toBeGreaterThan(5)
  })
})

describe('all transforms together', () => {
  const pipeline = [inferTypes, canonicalise, foldConstants, eliminateCommonSubexpressions, eliminateDeadCode]

  it('keep every bit, in the manager, and have nothing left to do', () => {
    fc.assert(
      fc.property(randomGraph, (before) => {
        const { graph: once, records } = runPasses(before, pipeline)
        expect(bits(once)).toBe(bits(before))
        const undone = records.reduceRight((graph, { inverse }) => graph.apply(inverse), once)
        expect(graphToJson(undone)).toEqual(graphToJson(before))
        // Folding may make two parameters equal, and merging them may make two calls equal, in the same run.
        const twice = runPasses(once, pipeline).graph
        expect(runPasses(twice, pipeline).graph).toBe(twice)
      }),
      RUNS,
    )
  })
})
