/**
 * @file Laws of all passes, on random well-typed graphs: each keeps the numbers, is done once, verifies (`applyPass` sees to that),
 * is undone to the identical graph, and makes a graph that JSON and print carry.
 */
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import {
  type Arg,
  type Args,
  type FxNode,
  Graph,
  graphFromJson,
  graphToJson,
  printGraph,
  type TensorType,
} from '@tsfx/ir'
import { bindTfjs } from '@tsfx/ops'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { eliminateDeadCode, eliminateDeadCodeWith } from '../eliminateDeadCode.ts'
import { foldBatchNorm } from '../foldBatchNorm.ts'
import { floatPasses, fuse } from '../fuse.ts'
import { fuseActivation } from '../fuseActivation.ts'
import { fuseBias } from '../fuseBias.ts'
import { difference, inputsFor } from '../graphs.fixture.ts'
import { inferTypes } from '../inferTypes.ts'
import { resultNumbers } from '../manager/numericCheck.ts'
import type { Pass } from '../manager/pass.ts'
import { runPasses } from '../manager/runPasses.ts'
import { optionalPasses } from '../optionalPasses.ts'
import { randomGraph, randomLayers } from '../randomGraph.fixture.ts'
import { removeDropout } from '../removeDropout.ts'
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
  /** May depend on the graph, as the sizes of its inputs do. */
  readonly pass: (graph: Graph) => Pass
  /** Part of 100 graphs in which the pass finds something to do, at the least. */
  readonly share: number
  readonly graphs: fc.Arbitrary<Graph>
  /** 0, the default, asks for the same bits. */
  readonly tolerance: number
}

const law = (
  label: string,
  pass: Pass | ((graph: Graph) => Pass),
  share: number,
  { graphs = randomGraph, tolerance = 0 }: Partial<Law> = {},
): Law => ({ label, pass: typeof pass === 'function' ? pass : () => pass, share, graphs, tolerance })

/** What is read from a file without types: those of inputs alone. */
const untyped = (graph: Graph): Graph =>
  graph.edit((edit) => {
    for (const { id, kind } of graph.nodes)
      if (kind === 'call_function' || kind === 'get_attr') edit.update(id, { type: null })
  }).graph

/** Every named dim becomes 3, the batch of `inputsFor`. */
const sized = (graph: Graph): Pass => {
  const shapes = graph.placeholders.map(({ target, type }) => {
    const { shape } = type as TensorType
    return [target, shape.map((dim) => (typeof dim === 'number' ? dim : 3))] as const
  })
  return retypeInputsPass(Object.fromEntries(shapes))
}

const LAYERS = { graphs: randomLayers }

const laws: readonly Law[] = [
  law('removeDropout', removeDropout, 0.2, LAYERS),
  law('eliminateDeadCode', eliminateDeadCode, 0.25, LAYERS),
  law('fuseBias', fuseBias, 0.1, LAYERS),
  law('foldBatchNorm', foldBatchNorm, 0.05, { ...LAYERS, tolerance: 1e-5 }),
  law('fuseActivation', fuseActivation, 0.05, LAYERS),
  law('eliminateCommonSubexpressions', eliminateCommonSubexpressions, 0.2),
  law('foldConstants', foldConstants, 0.25),
  law('foldConstants, small results only', foldConstantsWith({ maxGrowth: 8 }), 0.25),
  law('canonicalise', canonicalise, 0.5),
  law(
    'decompose',
    decompose({
      dropout: ({ x }: X) => x,
      tanh: ({ x }: X) => tf.sub(tf.mul(2, tf.sigmoid(tf.mul(2, x))), 1),
    }),
    0.3,
    { tolerance: 1e-5 },
  ),
  law('decompose into the same bits', decompose({ flatten: asReshape }), 0.1),
  law(
    'replaceOp',
    replaceOp('matMul', 'linear', ({ a, b }) => ({ x: a, weight: b })),
    0.05,
  ),
  law(
    'transformerPass',
    transformerPass(new DropDropout(), { name: 'dropDropout', summary: 'Drops dropout.' }),
    0.1,
  ),
  law('eliminateDeadCodeWith', eliminateDeadCodeWith({ isImpure: () => false }), 0.3),
  law('inferTypes', inferTypes, 0.9, { graphs: randomGraph.map(untyped) }),
  law('retypeInputs', sized, 1),
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

/** So many that the pass finds something to do in several of them. */
const runsFor = (share: number) => ({ numRuns: Math.max(40, Math.ceil(6 / share)) })

describe.each(laws)('$label', ({ pass, share, graphs, tolerance }) => {
  it('keeps what the graph computes', () => {
    fc.assert(
      fc.property(graphs, (before) => {
        const after = applyPass(before, pass(before)).graph
        if (tolerance === 0) expect(bits(after)).toBe(bits(before))
        else expect(difference(before, after, tolerance)).toBeNull()
      }),
      runsFor(share),
    )
  })

  it('is idempotent, undone to the identical graph, and round-trips JSON and print', () => {
    fc.assert(
      fc.property(graphs, (before) => {
        const json = graphToJson(before)
        const { graph: after, patches, inverse } = applyPass(before, pass(before))
        expect(applyPass(after, pass(before)).graph).toBe(after)
        expectIdentical(after.apply(inverse), before)
        expectIdentical(before.apply(patches), after)
        expect(graphToJson(before)).toEqual(json)
        const read = graphFromJson(JSON.parse(JSON.stringify(graphToJson(after))), after.store)
        expect(graphToJson(read)).toEqual(graphToJson(after))
        expect(printGraph(read)).toBe(printGraph(after))
      }),
      runsFor(share),
    )
  })

  it('finds work in the stated share of these graphs', () => {
    const changed = fc
      .sample(graphs, { numRuns: 100, seed: 1 })
      .filter((graph) => applyPass(graph, pass(graph)).graph !== graph)
    expect(changed.length / 100).toBeGreaterThanOrEqual(share)
  })
})

/** The same content, of the same records: a node that was changed and is undone is the one that was there. */
function expectIdentical(actual: Graph, expected: Graph): void {
  expect(graphToJson(actual)).toEqual(graphToJson(expected))
  const isSame = expected.nodes.map((node, i) => node === actual.nodes[i])
  expect(isSame).not.toContain(false)
}

it('are stated for every pass that needs nothing said', () => {
  const covered = new Set(laws.map(({ pass }) => pass(Graph.empty()).name))
  expect([...floatPasses, ...optionalPasses].filter(({ name }) => !covered.has(name))).toEqual([])
})

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
