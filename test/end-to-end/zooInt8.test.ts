/**
 * @file The zoo in 8 bits, small: each model is quantized as a user would, and the emitted module is held against the graph that it
 * was emitted of: types, bytes, steps. What stays in float is listed here, model by model, with the reasons that `explain` gives.
 */
import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { opCatalog } from '@tsfx/ops'
import { type FloatInput, planOf } from '@tsfx/runtime'
import { type EmittedFiles, emit, explain, type Graph, interpret, verify } from 'tsfx'
import { beforeAll, describe, expect, it } from 'vitest'
import { importEmitted, typeErrorsOfEach } from '../../packages/codegen/src/testing/emittedModule.ts'
import { bitsOf, makeInputs } from './zooChecks.ts'
import { type QuantizedZooModel, quantizeZooModel } from './zooInt8.ts'
import { ZOO, type ZooModel } from './zooModels.ts'

type Options = { readonly engine: 'plan' | 'scalar'; readonly tf: typeof tf }
interface IntegerModule {
  load(options: Options): Promise<{ forward(...inputs: FloatInput[]): unknown }>
}

/** Neither calibrated nor planned with. */
const SIZES = { batch: 3, length: 7 }

/** How many calls stay in float, by op: what the wasm backend has no integer kernel for, and what only moves values between such. */
const FLOAT_CALLS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  MobileNetV2: {},
  ResNet18: {},
  ResNet50: {},
  ShuffleNetV2: { transpose: 6, reshape: 6, split: 3 },
  SqueezeNet: {},
  UNet: { conv2dTranspose: 2 },
  'UNet, nearest': { resizeNearestNeighbor: 2 },
  GoogLeNet: {},
  // Normalization, attention's movements of data and gelu.
  TransformerEncoder: { transpose: 8, reshape: 2, moments: 4, rsqrt: 4, sub: 4, div: 2, erf: 2 },
  FpnBackbone: { resizeNearestNeighbor: 3 },
}

const callsOf = (graph: Graph) => graph.nodes.filter(({ kind }) => kind === 'call_function')
const isBorder = (op: string): boolean => op === 'quantize' || op === 'dequantize'
const isInteger = (op: string): boolean => op.startsWith('q.') || op === 'requantize'

function floatCalls(graph: Graph): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { target } of callsOf(graph))
    if (!isInteger(target) && !isBorder(target)) counts[target] = (counts[target] ?? 0) + 1
  return counts
}

const quantized = new Map<ZooModel, QuantizedZooModel>()

beforeAll(async () => {
  await tf.setBackend('wasm')
  for (const model of ZOO) quantized.set(model, await quantizeZooModel(model))
})

it('type-checks, float and int8, under strict', () => {
  const modules = [...quantized].flatMap(([{ name }, { fused, int8 }]) =>
    [fused, int8].map((graph) => ({ name, files: emit(graph, { name: 'zoo' }) })),
  )
  expect(errorsOf(modules)).toEqual([])
})

it('type-checks with each layer spelled out, and with shapes beside the statements', () => {
  const modules = [...quantized].flatMap(([{ name }, { traced, int8 }]) =>
    // One of each kind: loops, items and float islands, named dims.
    /^(MobileNetV2|ShuffleNetV2|TransformerEncoder)$/.test(name)
      ? [
          { name, files: emit(traced, { name: 'zoo', annotate: true }) },
          { name, files: emit(int8, { name: 'zoo', reroll: false, annotate: true }) },
        ]
      : [],
  )
  expect(modules.length).toBe(6)
  expect(errorsOf(modules)).toEqual([])
})

describe.each(ZOO)('$name', (model) => {
  let graphs: QuantizedZooModel
  let inputs: Record<string, tf.Tensor>

  beforeAll(() => {
    graphs = quantized.get(model)!
    inputs = makeInputs(model.input, SIZES, 29)
  })

  it('stays in float where listed, and explain says why', () => {
    const { fused, int8 } = graphs
    verify(int8, opCatalog)
    expect(floatCalls(int8)).toEqual(FLOAT_CALLS[model.name])
    const reasons = explain(fused, { backend: 'wasm' }).filter(({ effective }) => effective !== 'quantized')
    expect(reasons.filter(({ reason }) => reason === '')).toEqual([])
    const silent = callsOf(int8).filter(({ name, target }) => {
      return !isInteger(target) && !isBorder(target) && !reasons.some(({ node }) => node === name)
    })
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  it('is emitted as a module whose bytes are those of the interpreted graph, in both engines', async () => {
    const { load } = await importEmitted<IntegerModule>(emit(graphs.int8, { name: 'zoo' }))
    const expected = bitsOfAny(interpret(graphs.int8, inputs))
    for (const engine of ['plan', 'scalar'] as const) {
      const module = await load({ engine, tf })
      expect(bitsOfAny(module.forward(...Object.values(inputs)))).toEqual(expected)
    }
  })

  it('has the plan of its graph: the same steps in the same order', async () => {
    const { load } = await importEmitted<IntegerModule>(emit(graphs.int8, { name: 'zoo' }))
    const module = await load({ engine: 'plan', tf })
    module.forward(...Object.values(inputs))
    const steps = callsOf(graphs.int8).filter(({ target }) => isInteger(target) || isBorder(target))
    expect(planOf(module).steps.map(({ op }) => op)).toEqual(
      steps.map(({ target }) => target.replace(/^q\./, '')),
    )
  })
})

interface NamedModule {
  readonly name: string
  readonly files: EmittedFiles
}

const errorsOf = (modules: readonly NamedModule[]): readonly string[] =>
  typeErrorsOfEach(modules.map(({ files }) => files)).flatMap((errors, i) =>
    errors.map((error) => `${modules[i]!.name} ${error}`),
  )

/** Of tensors, of `{ data, shape }`, and of records of them. */
function bitsOfAny(value: unknown): unknown {
  if (value instanceof tf.Tensor) return bitsOf(value).output
  const { data, shape } = value as { data?: Float32Array; shape?: readonly number[] }
  if (data && shape) return [shape, Buffer.from(data.slice().buffer).toString('base64')]
  return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, bitsOfAny(item)]))
}
