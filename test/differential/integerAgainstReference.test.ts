/**
 * Per op, given the same integer inputs, the integer kernel differs from the reference form by at most one step. The
 * reference is computed in float64 on the dequantized values, so it is exact where float32 is not (K > 518).
 */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type Arg, type Dim, type FxNode, type Graph, isArgList, Ref } from '@tsfx/ir'
import { bindTfjs, isQuantizedTensor, type OutputAttr } from '@tsfx/ops'
import {
  calibrate,
  channelIndices,
  convertToReference,
  defaultQConfig,
  lowerToInteger,
  prepare,
  QConfigMapping,
  type QuantizedDType,
  wasmBackend,
} from '@tsfx/quant'
import { type QuantizedTensor, type RoundingMode, roundReal } from '@tsfx/runtime'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  BATCH,
  buildGraph,
  type GraphBuilder,
  nodeValues,
  randomFloats,
  randomInputs,
} from '../../packages/quant/src/graphs.fixture.ts'
import { float64Reference, type Tensor64 } from './float64Reference.ts'

type Recipe = (g: GraphBuilder, seed: number) => Ref

const ROUNDINGS: readonly RoundingMode[] = ['float32', 'single', 'double']
const DTYPES: readonly QuantizedDType[] = ['int8', 'uint8']
const LAYERS_PER_CASE = 8

/** A positive integer up to `most`, a new one for each seed. */
const dice = (seed: number, most: number): number =>
  Math.floor(Math.abs(randomFloats(3, seed)[2]!) * most * 0.999) + 1

const activationOf = (seed: number): string | null => [null, 'relu', 'relu6'][dice(seed, 3) - 1]!

/** A quantized value: ops that only move values would stay in float behind an input. */
const computed = (g: GraphBuilder, shape: readonly Dim[]): Ref =>
  g.op('add', 'x', { a: g.input('a', shape), b: g.input('b', shape) })

/** By name, by number, and by pairs; each side less than the reach of two taps with a dilation of 2. */
/** A number stands for windows that are square; tfjs takes no other so. */
const paddingOf = (seed: number, isSquare: boolean) =>
  [
    'same',
    isSquare
      ? 1
      : [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ],
    [
      [0, 0],
      [1, 2],
      [2, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [0, 1],
      [1, 0],
      [0, 0],
    ],
  ][seed % 4]

/** One random layer per op; the result is called `y`. */
const recipes: Readonly<Record<string, Recipe>> = {
  conv2d(g, seed) {
    const [inputs, outputs] = [dice(seed, 6), dice(seed + 1, 8)]
    const x = g.input('x', [BATCH, 7, 6, inputs])
    const filter = g.param('w', [dice(seed + 2, 3), dice(seed + 3, 3), inputs, outputs], seed)
    const options = {
      strides: dice(seed + 4, 2),
      pad: seed % 2 ? 'same' : 'valid',
      activation: activationOf(seed),
    }
    return g.op('conv2d', 'y', { x, filter, bias: g.param('b', [outputs], 2 * seed), ...options })
  },
  'conv2d of 576 and more products'(g, seed) {
    const x = g.input('x', [BATCH, 4, 4, 64])
    const filter = g.param('w', [3, 3, 64, 3])
    return g.op('conv2d', 'y', { x, filter, bias: g.param('b', [3], seed), pad: 'valid' })
  },
  depthwiseConv2d(g, seed) {
    const [channels, multiplier] = [dice(seed, 6), dice(seed + 1, 2)]
    const x = g.input('x', [BATCH, 7, 6, channels])
    const filter = g.param('w', [3, 3, channels, multiplier], seed)
    const options = {
      strides: dice(seed + 4, 2),
      pad: seed % 2 ? 'same' : 'valid',
      activation: activationOf(seed),
    }
    return g.op('depthwiseConv2d', 'y', {
      x,
      filter,
      bias: g.param('b', [channels * multiplier]),
      ...options,
    })
  },
  'conv2d with dilations and padding of its own on each side'(g, seed) {
    const x = g.input('x', [BATCH, 7, 6, 3])
    const filter = g.param('w', [2 + (seed % 2), 2, 3, 4], seed)
    const options = {
      dilations: 1 + dice(seed, 2),
      pad: paddingOf(seed, seed % 2 === 0),
      activation: activationOf(seed),
    }
    return g.op('conv2d', 'y', { x, filter, bias: g.param('b', [4], seed), ...options })
  },
  'depthwiseConv2d with dilations and padding of its own on each side'(g, seed) {
    const x = g.input('x', [BATCH, 7, 6, 3])
    const filter = g.param('w', [2, 2 + (seed % 2), 3, 2], seed)
    const options = {
      dilations: 1 + dice(seed, 2),
      pad: paddingOf(seed, seed % 2 === 0),
      activation: activationOf(seed),
    }
    return g.op('depthwiseConv2d', 'y', { x, filter, bias: g.param('b', [6], seed), ...options })
  },
  linear(g, seed) {
    const [inputs, outputs] = [dice(seed, 60), dice(seed + 1, 12)]
    const x = g.input('x', [BATCH, inputs])
    const bias = seed % 2 ? g.param('b', [outputs], seed) : null
    return g.op('linear', 'y', {
      x,
      weight: g.param('w', [inputs, outputs]),
      bias,
      activation: activationOf(seed),
    })
  },
  'linear of 519 to 1,500 products'(g, seed) {
    const inputs = 518 + dice(seed, 982)
    const x = g.input('x', [BATCH, inputs])
    return g.op('linear', 'y', { x, weight: g.param('w', [inputs, 10]), bias: g.param('b', [10], seed) })
  },
  matMul(g, seed) {
    const [rows, depth, columns] = [dice(seed, 5), dice(seed + 1, 40), dice(seed + 2, 5)]
    const a = g.input('a', [BATCH, rows, depth])
    const b = g.input('b', seed % 2 ? [BATCH, columns, depth] : [BATCH, depth, columns])
    return g.op('matMul', 'y', { a, b, transposeB: seed % 2 === 1 })
  },
  add: (g) => g.op('add', 'y', { a: g.input('a', [BATCH, 5, 7]), b: g.input('b', [5, 7]) }),
  'add and relu': (g) =>
    g.op('relu', 'y', {
      x: g.op('add', 'sum', { a: g.input('a', [BATCH, 35]), b: g.input('b', [BATCH, 35]) }),
    }),
  mul: (g) => g.op('mul', 'y', { a: g.input('a', [BATCH, 5, 7]), b: g.input('b', [BATCH, 1, 7]) }),
  concat: (g) =>
    g.op('concat', 'y', { xs: [g.input('a', [BATCH, 5, 3]), g.input('b', [BATCH, 5, 4])], axis: 2 }),
  avgPool(g, seed) {
    const x = computed(g, [BATCH, 7, 6, 3])
    const pad = seed % 2 ? 'same' : 'valid'
    return g.op('avgPool', 'y', { x, filterSize: dice(seed, 3), strides: dice(seed + 1, 2), pad })
  },
  maxPool(g, seed) {
    const x = computed(g, [BATCH, 7, 6, 3])
    const pad = seed % 2 ? 'same' : 'valid'
    return g.op('maxPool', 'y', { x, filterSize: dice(seed, 3), strides: dice(seed + 1, 2), pad })
  },
  mean: (g, seed) =>
    g.op('mean', 'y', {
      x: g.input('x', [BATCH, 5, 4, 6]),
      axis: seed % 2 ? [1, 2] : [-1],
      keepDims: seed % 3 === 0,
    }),
  pad(g, seed) {
    const paddings = [
      [0, 0],
      [1, 2],
      [dice(seed, 3), 0],
      [0, 0],
    ]
    return g.op('pad', 'y', { x: computed(g, [BATCH, 4, 4, 3]), paddings, constantValue: seed % 2 ? 0 : 0.5 })
  },
  'pad with a constant far from the values'(g, seed) {
    const paddings = [
      [0, 0],
      [0, 1],
    ]
    const constantValue = (seed % 2 ? -1 : 1) * 10 ** dice(seed, 4)
    return g.op('pad', 'y', { x: computed(g, [BATCH, 9]), paddings, constantValue })
  },
  relu: (g) => g.op('relu', 'y', { x: g.input('x', [BATCH, 60]) }),
  relu6: (g) => g.op('relu6', 'y', { x: g.input('x', [BATCH, 60]) }),
  sigmoid: (g) => g.op('sigmoid', 'y', { x: g.input('x', [BATCH, 60]) }),
  softmax: (g, seed) => g.op('softmax', 'y', { x: g.input('x', [BATCH, 1 + dice(seed, 30)]) }),
}

/**
 * How often a kernel is one step off at most, of all values of a case; an op that is not listed is exact. In float32
 * and single mode a bias rounded to int32 is all there is to see. Double mode rounds twice with two tie rules, and its
 * mean divides a multiplier that is rounded down (TFLite), which small sums of few values show most.
 */
const SHARE_OFF_BY_ONE: Readonly<Record<string, Readonly<Record<RoundingMode, number>>>> = {
  conv2d: { float32: 0.001, single: 0.001, double: 0.003 },
  depthwiseConv2d: { float32: 0.001, single: 0.001, double: 0.004 },
  'conv2d with dilations and padding of its own on each side': {
    float32: 0.001,
    single: 0.001,
    double: 0.004,
  },
  'depthwiseConv2d with dilations and padding of its own on each side': {
    float32: 0.001,
    single: 0.001,
    double: 0.004,
  },
  linear: { float32: 0, single: 0, double: 0.005 },
  mul: { float32: 0, single: 0, double: 0.007 },
  mean: { float32: 0, single: 0, double: 0.12 },
  // Means of two and four stored values are ties, which the reference's scales move to either side.
  avgPool: { float32: 0.07, single: 0.07, double: 0.07 },
}

beforeAll(async () => {
  bindTfjs(tf)
  await tf.setBackend('cpu')
})

const minMax = (dtype: QuantizedDType, range?: readonly [number, number]): QConfigMapping => {
  const { activation, weight } = defaultQConfig(wasmBackend, dtype)
  const [qmin, qmax] = range ?? [activation.qmin, activation.qmax]
  return new QConfigMapping().setGlobal({
    activation: { ...activation, qmin, qmax, observer: { kind: 'minMax' } },
    weight,
  })
}

const toReal = ({ data, shape, scale, zeroPoint }: QuantizedTensor): Tensor64 => ({
  data: Float64Array.from(data, (stored) => scale * (stored - zeroPoint)),
  shape,
})

/** A parameter of the reference form: 8-bit weights dequantized in float64, float values as they are. */
function parameter(reference: Graph, node: FxNode): Tensor64 {
  const handle = reference.params.get(node.target)!
  const data = reference.store.read(handle)
  const { q, shape } = handle
  if (!q) return { data: Float64Array.from(data), shape }
  const channels = channelIndices(shape, q)
  const real = Float64Array.from(
    data,
    (stored, i) => q.scale[channels[i]!]! * (stored - q.zeroPoint[channels[i]!]!),
  )
  return { data: real, shape }
}

/** The value of a node of the reference form, computed from the integers that the lowered graph had. */
function exactly(reference: Graph, node: FxNode, stored: ReadonlyMap<string, QuantizedTensor>): Tensor64 {
  if (node.kind === 'get_attr') return parameter(reference, node)
  const value = (ref: Ref): Tensor64 => exactly(reference, reference.node(ref.node), stored)
  if (node.isOp('dequantize')) {
    const source = reference.node((node.args.x as Ref).node)
    if (source.kind === 'get_attr') return parameter(reference, source)
    // The integer op has the name of the float op, whose quantize it swallowed.
    const before = reference.node((source.args.x as Ref).node)
    const found = stored.get(source.name) ?? stored.get(before.name)
    // A requantize to the same parameters is gone.
    return found ? toReal(found) : exactly(reference, before, stored)
  }
  const inputs = Object.entries(node.args).map(([name, arg]: [string, Arg]) => {
    if (isArgList(arg) && arg[0] instanceof Ref) return [name, arg.map((ref) => value(ref as Ref))]
    return [name, arg instanceof Ref ? value(arg) : null]
  })
  return float64Reference(node.target, Object.fromEntries(inputs), node.args)
}

interface Comparison {
  readonly largest: number
  readonly offByOne: number
  readonly values: number
}

async function compareRecipe(recipe: Recipe, qconfig: QConfigMapping, rounding: RoundingMode, seed: number) {
  const graph = buildGraph((g) => recipe(g, seed))
  const prepared = prepare(graph, { qconfig, rounding })
  const spread = 0.5 + 3 * dice(seed, 4)
  const inputs = Object.fromEntries(
    Object.entries(randomInputs(graph, 4, seed)).map(([name, x]) => [
      name,
      tf.add(tf.mul(x, spread), 0.1 * seed),
    ]),
  )
  return compare(convertToReference(prepared, await calibrate(prepared, [inputs])), inputs, rounding)
}

/** Compares the result of `y`, as the lowered graph stores it, with that of the reference form. */
function compare(
  reference: Graph,
  inputs: Readonly<Record<string, tf.Tensor>>,
  rounding: RoundingMode,
): Comparison {
  const lowered = lowerToInteger(reference, { rounding })
  const values = nodeValues(lowered, inputs, (value) => (isQuantizedTensor(value) ? value : null))
  const stored = new Map([...values].flatMap(([name, value]) => (value ? [[name, value] as const] : [])))
  const quantize = reference.find('yQ')!
  const { scale, zeroPoint, qmin, qmax } = quantize.args.output as OutputAttr
  const exact = exactly(reference, reference.node((quantize.args.x as Ref).node), stored)
  const found = (stored.get('y') ?? stored.get('yQ'))!
  expect(found.shape).toEqual(exact.shape)
  const distances = Array.from(exact.data, (real, i) => {
    const step = Math.min(qmax, Math.max(qmin, roundReal(real / scale, rounding) + zeroPoint))
    return Math.abs(step - found.data[i]!)
  })
  const offByOne = distances.filter((distance) => distance > 0).length
  return { largest: Math.max(...distances), offByOne, values: distances.length }
}

describe.each(Object.keys(recipes))('%s in integers', (name) => {
  describe.each(DTYPES)('on %s', (dtype) => {
    it.each(ROUNDINGS)('is at most one step from the reference, rounding %s', async (rounding) => {
      let [largest, offByOne, values] = [0, 0, 0]
      for (let seed = 1; seed <= LAYERS_PER_CASE; seed++) {
        const result = await compareRecipe(recipes[name]!, minMax(dtype), rounding, seed)
        largest = Math.max(largest, result.largest)
        offByOne += result.offByOne
        values += result.values
      }
      expect(largest).toBeLessThanOrEqual(1)
      expect(offByOne / values).toBeLessThanOrEqual(SHARE_OFF_BY_ONE[name]?.[rounding] ?? 0)
    })
  })
})

describe.each([
  ['int8', -64, 63],
  ['int8', 0, 127],
  ['uint8', 0, 127],
] as const)('activations in %s %i..%i', (dtype, qmin, qmax) => {
  it.each(Object.keys(recipes))('%s is at most one step from the reference', async (name) => {
    for (const [i, rounding] of ROUNDINGS.entries()) {
      for (const seed of [1 + i, 4 + i]) {
        const { largest } = await compareRecipe(recipes[name]!, minMax(dtype, [qmin, qmax]), rounding, seed)
        expect(largest, `${rounding}, seed ${seed}`).toBeLessThanOrEqual(1)
      }
    }
  })
})

describe.each(DTYPES)('requantize to %s', (dtype) => {
  const offset = dtype === 'int8' ? -128 : 0
  const all = Float32Array.from({ length: 256 }, (_, i) => 0.03125 * (i - 100))

  it.each(ROUNDINGS)(
    'is at most one step from the reference for every stored value, rounding %s',
    (rounding) => {
      for (let seed = 1; seed <= 40; seed++) {
        const scale = Math.fround(0.01 * dice(seed, 12))
        const reference = buildGraph((g) => {
          const range = { dtype, qmin: offset, qmax: offset + 255 }
          const x = g.op('quantize', 'x_q', {
            x: g.input('x', [256]),
            output: { scale: 0.03125, zeroPoint: offset + 100, ...range },
          })
          const real = g.op('dequantize', 'x_real', { x })
          const y = g.op('quantize', 'yQ', {
            x: real,
            output: { scale, zeroPoint: offset + dice(seed, 255), ...range },
          })
          return g.op('dequantize', 'y_real', { x: y })
        })
        const { largest } = compare(reference, { x: tf.tensor(all) }, rounding)
        expect(largest).toBeLessThanOrEqual(1)
      }
    },
  )
})
