/** @file The zoo at its published sizes, and a thousand calls of each model: what takes minutes of test/end-to-end/zoo.test.ts. */
import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { manualSeed } from '@tsfx/nn'
import { opCatalog } from '@tsfx/ops'
import { emit, type Graph, interpret, trace, verify } from 'tsfx'
import { beforeAll, describe, expect, it } from 'vitest'
import { importEmitted } from '../../packages/codegen/src/testing/emittedModule.ts'
import {
  bitsOf,
  callOften,
  callsOf,
  type EmittedModule,
  makeInputs,
  randomise,
} from '../end-to-end/zooChecks.ts'
import { type Outputs, type Predictor, ZOO, type ZooInput, type ZooModule } from '../end-to-end/zooModels.ts'

beforeAll(async () => {
  await tf.setBackend('wasm')
})

const load = async (graph: Graph): Promise<Predictor> =>
  (await importEmitted<EmittedModule>(emit(graph, { name: 'zoo' }))).load()

async function traceAndLoad(make: () => ZooModule, input: ZooInput) {
  manualSeed(7)
  const model = make().eval()
  randomise(model, 11)
  const graph = trace(model, input, { verify: false })
  return { model, graph, emitted: await load(graph) }
}

describe.each(ZOO)('$name', ({ small, input, full, fullInput }) => {
  it('full, is traced, and equals eager bit for bit, interpreted and emitted', async () => {
    const { model, graph, emitted } = await traceAndLoad(full, fullInput)
    verify(graph, opCatalog)
    for (const sizes of [
      { batch: 1, length: 9 },
      { batch: 4, length: 7 },
    ]) {
      tf.tidy(() => {
        const inputs = makeInputs(fullInput, sizes, 13)
        const expected = bitsOf(model.forward(...Object.values(inputs)))
        expect(bitsOf(interpret(graph, inputs) as Outputs)).toEqual(expected)
        expect(bitsOf(emitted.forward(...Object.values(inputs)))).toEqual(expected)
      })
    }
    expect(callsOf(trace(emitted, fullInput, { verify: false }))).toEqual(callsOf(graph))
    model.dispose()
    emitted.dispose()
  })

  it('small, leaves tf.memory() unchanged after 1,000 calls', async () => {
    const { model, emitted } = await traceAndLoad(small, input)
    const inputs = Object.values(makeInputs(input, { batch: 1, length: 3 }, 17))
    callOften(emitted, inputs, 1)
    const { numTensors, numBytes } = tf.memory()
    callOften(emitted, inputs, 1000)
    expect(tf.memory()).toMatchObject({ numTensors, numBytes })
    model.dispose()
    emitted.dispose()
  })
})
