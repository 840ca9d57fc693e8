/**
 * @file The zoo, whole way, small: each model is traced, and what it became is held against eager bit for bit. Full sizes are
 * tier 2's, and the names of variables zooNames.test.ts's.
 */
import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { manualSeed } from '@tsfx/nn'
import { opCatalog } from '@tsfx/ops'
import { emit, type Graph, interpret, namedDim, trace, verify } from 'tsfx'
import { beforeAll, describe, expect, it } from 'vitest'
import { importEmitted } from '../../packages/codegen/src/testing/emittedModule.ts'
import { bitsOf, callOften, callsOf, type EmittedModule, makeInputs, randomise } from './zooChecks.ts'
import { type Outputs, type Predictor, ZOO, type ZooModule } from './zooModels.ts'

/** Traced are batches of 2, 3, 5 and 1,024, and lengths of 33, 34 and 36. */
const SIZES_NOT_TRACED = [
  { batch: 1, length: 9 },
  { batch: 6, length: 7 },
]

/** A thousand calls of each model would be minutes; of the smallest they are seconds, and the module frees in one way. */
const CALLS = { SqueezeNet: 1000 } as Readonly<Record<string, number>>
const CALLS_OF_OTHERS = 50

beforeAll(async () => {
  await tf.setBackend('wasm')
})

describe.each(ZOO)('$name', ({ name, small, input }) => {
  let model: ZooModule
  let graph: Graph
  let emitted: Predictor

  beforeAll(async () => {
    manualSeed(7)
    model = small().eval()
    randomise(model, 11)
    // Compared with the model below, on inputs of this file's own.
    graph = trace(model, input, { verify: false })
    emitted = await (await importEmitted<EmittedModule>(emit(graph, { name: 'zoo' }))).load()
  })

  it('is traced with its named dims, and verifies', () => {
    verify(graph, opCatalog)
    const shapes = graph.placeholders.map(({ target, type }) => [
      target,
      type?.kind === 'tensor' && type.shape,
    ])
    const dims = Object.values(input).map((shape) =>
      shape.map((dim) => (typeof dim === 'string' ? namedDim(dim) : dim)),
    )
    expect(shapes).toEqual(Object.keys(input).map((target, i) => [target, dims[i]]))
  })

  it.each(SIZES_NOT_TRACED)(
    'interpreted and emitted, equals eager bit for bit at batch $batch',
    ({ batch, length }) => {
      tf.tidy(() => {
        const inputs = makeInputs(input, { batch, length }, 13)
        const expected = bitsOf(model.forward(...Object.values(inputs)))
        expect(bitsOf(interpret(graph, inputs) as Outputs)).toEqual(expected)
        expect(bitsOf(emitted.forward(...Object.values(inputs)))).toEqual(expected)
      })
    },
  )

  it('traced again from the emitted code, has the same calls', () => {
    expect(callsOf(trace(emitted, input, { verify: false }))).toEqual(callsOf(graph))
  })

  it('has the paths of its modules as scopes, and every parameter once', () => {
    const modules = model.namedModules()
    for (const node of graph.nodes)
      expect(modules.has(node.scope), `${node.name} in ${node.scope}`).toBe(true)
    const read = graph.nodes.filter((node) => node.kind === 'get_attr').map((node) => node.target)
    expect(read.filter((path) => !path.startsWith('_constant')).sort()).toEqual(
      [...model.namedVariables().keys()].sort(),
    )
  })

  it('leaves tf.memory() unchanged after many calls of the emitted module', () => {
    const inputs = Object.values(makeInputs(input, { batch: 1, length: 3 }, 17))
    callOften(emitted, inputs, 1)
    const { numTensors, numBytes } = tf.memory()
    callOften(emitted, inputs, CALLS[name] ?? CALLS_OF_OTHERS)
    expect(tf.memory()).toMatchObject({ numTensors, numBytes })
  })
})
