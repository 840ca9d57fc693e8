import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import {
  type Dim,
  evaluateDim,
  namedDim,
  printType,
  type TensorType,
  tensorType,
  type ValueType,
} from '@tsfx/ir'
import { scalarOps } from '@tsfx/runtime'
import { describe, expect, it } from 'vitest'
import { builtinOps } from '../builtinOps.ts'
import { eachTensor } from '../eachTensor.ts'
import { inferType } from '../inferType.fixture.ts'
import { opNamed } from '../registry.ts'
import { opSamples } from '../samples/opSamples.ts'
import { mapSampleInput, sampleInputs, typeOfSample } from '../samples/sampleTensors.ts'
import { isTensor, type Value } from '../value.ts'

const environment = { tf, q: scalarOps('float32') }

const infer = (...call: Parameters<typeof inferType>): string => printType(inferType(...call))

/** The type with its named dim at a size. */
function atBatch(type: ValueType, size: number): ValueType {
  switch (type.kind) {
    case 'tensor':
      return tensorType(
        type.dtype,
        type.shape.map((dim) => evaluateDim(dim, { batch: size })!),
      )
    case 'tuple':
      return { kind: 'tuple', items: type.items.map((item) => atBatch(item, size)) }
    case 'record': {
      const fields = Object.entries(type.fields).map(([key, field]) => [key, atBatch(field, size)])
      return { kind: 'record', fields: Object.fromEntries(fields) }
    }
  }
}

/** The type of a value that is made of tensors. */
function typeOfValue(value: Value): ValueType {
  if (isTensor(value)) return tensorType(value.dtype, value.shape)
  if (Array.isArray(value)) return { kind: 'tuple', items: value.map(typeOfValue) }
  const fields = Object.entries(value).map(([key, field]) => [key, typeOfValue(field)])
  return { kind: 'record', fields: Object.fromEntries(fields) }
}

/** The numbers of all tensors in a value, in order. */
function dataOf(value: Value): unknown[] {
  const data: unknown[] = []
  eachTensor(value, (tensor) => data.push(tensor.dataSync()))
  return data
}

const float = (...shape: readonly Dim[]) => tensorType('float32', shape)
const batch = namedDim('batch')

describe.each(opSamples)('$op of $inputs with $attrs', (sample) => {
  const inputs = sampleInputs(tf, sample)
  const expected = sample.eager(tf, ...(Object.values(inputs).flat() as tf.Tensor[]))
  const op = opNamed(sample.op)!

  it('computes what the eager call computes, bit for bit', () => {
    const result = op.evaluate(environment, {
      ...op.normalize({ ...inputs, ...sample.attrs }),
      ...inputs,
    } as never)
    expect(typeOfValue(result)).toEqual(typeOfValue(expected))
    expect(dataOf(result)).toEqual(dataOf(expected))
  })

  it('infers the type of the eager result', () => {
    const types = Object.entries(sample.inputs).map(([name, input]) => [
      name,
      mapSampleInput(input, typeOfSample),
    ])
    expect(infer(sample.op, Object.fromEntries(types), sample.attrs)).toBe(printType(typeOfValue(expected)))
  })

  it('infers it where the first axis is a named dim', () => {
    // An op without inputs has no such axis, and is inferred as it is.
    const [first] = Object.values(sample.inputs)
      .slice(0, 1)
      .flatMap((input) => mapSampleInput(input, typeOfSample))
    const size = first?.shape[0]
    const named = ({ dtype, shape }: TensorType) => {
      // A vector beside a larger input is one of channels, but for indices.
      const isBatch =
        (shape.length > 1 || dtype === 'int32' || first!.shape.length === 1) && shape[0] === size
      return tensorType(dtype, isBatch ? [batch, ...shape.slice(1)] : shape)
    }
    const types = Object.entries(sample.inputs).map(([name, input]) => [
      name,
      mapSampleInput(input, (tensor) => named(typeOfSample(tensor))),
    ])
    const inferred = () => inferType(sample.op, Object.fromEntries(types), sample.attrs)
    if (sample.fixedBatch) expect(inferred).toThrow('TSFX0511')
    else expect(printType(atBatch(inferred(), size as number))).toBe(printType(typeOfValue(expected)))
  })
})

it('has a sample of every float op', () => {
  const sampled = new Set(opSamples.map(({ op }) => op))
  expect(
    builtinOps.filter(({ domain, name }) => domain === 'float' && !sampled.has(name)).map(({ name }) => name),
  ).toEqual([])
})

describe('named dims', () => {
  it('pass through every op that keeps the batch', () => {
    const conv = { x: float(batch, 8, 8, 3), filter: float(3, 3, 3, 4) }
    expect(infer('conv2d', conv, { pad: 'same' })).toBe('float32[batch, 8, 8, 4]')
    expect(infer('depthwiseConv2d', conv, { pad: 'valid' }).slice(0, 13)).toBe('float32[batch')
    expect(infer('linear', { x: float(batch, 5), weight: float(5, 2) })).toBe('float32[batch, 2]')
    expect(infer('matMul', { a: float(batch, 2, 3), b: float(batch, 3, 4) })).toBe('float32[batch, 2, 4]')
    expect(infer('maxPool', { x: float(batch, 8, 8, 3) }, { filterSize: 2, strides: 2, pad: 'valid' })).toBe(
      'float32[batch, 4, 4, 3]',
    )
    expect(infer('mean', { x: float(batch, 8, 8, 3) }, { axis: [1, 2] })).toBe('float32[batch, 3]')
    expect(infer('add', { a: float(batch, 3), b: float(3) })).toBe('float32[batch, 3]')
    expect(infer('batchNorm', { x: float(batch, 3), mean: float(3), variance: float(3) })).toBe(
      'float32[batch, 3]',
    )
    expect(infer('softmax', { x: float(batch, 3) }, { dim: 1 })).toBe('float32[batch, 3]')
  })

  it('are computed with', () => {
    expect(infer('flatten', { x: float(batch, 4, 5) }, { rows: batch })).toBe('float32[batch, 20]')
    expect(infer('reshape', { x: float(batch, 4, 5) }, { shape: [-1, 5] })).toBe('float32[4*batch, 5]')
    expect(infer('reshape', { x: float(batch, 4, 5) }, { shape: [batch, -1] })).toBe('float32[batch, 20]')
    expect(infer('concat', { xs: [float(batch, 3), float(2, 3)] })).toBe('float32[batch + 2, 3]')
    expect(
      infer(
        'pad',
        { x: float(batch, 3) },
        {
          paddings: [
            [1, 1],
            [0, 1],
          ],
        },
      ),
    ).toBe('float32[batch + 2, 4]')
    expect(infer('mean', { x: float(3, batch) }, { axis: 0, keepDims: true })).toBe('float32[1, batch]')
  })
})

describe('dtypes', () => {
  it('widen in element-wise ops and become float32 in exp and mean', () => {
    expect(infer('add', { a: tensorType('int32', [2]), b: float(2) })).toBe('float32[2]')
    expect(infer('div', { a: tensorType('int32', [2]), b: tensorType('int32', [2]) })).toBe('int32[2]')
    expect(infer('exp', { x: tensorType('int32', [2]) })).toBe('float32[2]')
    expect(infer('mean', { x: tensorType('int32', [2]) })).toBe('float32[]')
    expect(infer('reshape', { x: tensorType('int32', [2]) }, { shape: [2, 1] })).toBe('int32[2, 1]')
  })
})

describe('what does not fit is refused', () => {
  const image = float(batch, 8, 8, 3)
  const filter = float(3, 3, 3, 4)
  const window = { filterSize: 2, strides: 2, pad: 'valid' }
  it.each<[string, string, Parameters<typeof infer>[1], object, RegExp]>([
    [
      'channels',
      'conv2d',
      { x: float(1, 8, 8, 2), filter },
      { pad: 'same' },
      /x has 2 channels, the filter takes 3/,
    ],
    [
      'rank',
      'conv2d',
      { x: float(8, 8, 3), filter },
      { pad: 'same' },
      /x must be \[N, H, W, C\], not \[8, 8, 3\]/,
    ],
    [
      'bias',
      'conv2d',
      { x: image, filter, bias: float(3) },
      { pad: 'same' },
      /bias must be \[4\], not \[3\]/,
    ],
    [
      'dtype',
      'conv2d',
      { x: tensorType('int32', [1, 8, 8, 3]), filter },
      { pad: 'same' },
      /x must be float32, not int32/,
    ],
    ['no pad', 'conv2d', { x: image, filter }, {}, /pad must be 'same', 'valid'/],
    [
      'named height',
      'conv2d',
      { x: float(1, batch, 8, 3), filter },
      { pad: 'same' },
      /height and width must be numbers/,
    ],
    [
      'strides and dilations',
      'conv2d',
      { x: image, filter },
      { pad: 'same', strides: 2, dilations: 2 },
      /cannot both/,
    ],
    [
      'activation',
      'conv2d',
      { x: image, filter },
      { pad: 'same', activation: 'elu' },
      /activation must be 'relu', 'relu6' or left out, not "elu"/,
    ],
    [
      'channels',
      'depthwiseConv2d',
      { x: float(1, 8, 8, 2), filter },
      { pad: 'same' },
      /x has 2 channels, the filter takes 3/,
    ],
    [
      'inner dims',
      'matMul',
      { a: float(2, 3), b: float(2, 3) },
      {},
      /inner dims 3 and 2 of \[2, 3\] and \[2, 3\] differ/,
    ],
    ['rank', 'matMul', { a: float(3), b: float(3, 2) }, {}, /rank 2 or more/],
    [
      'bias',
      'linear',
      { x: float(2, 3), weight: float(3, 2), bias: float(3) },
      {},
      /bias must be \[2\], not \[3\]/,
    ],
    [
      'statistics',
      'batchNorm',
      { x: image, mean: float(4), variance: float(3) },
      {},
      /mean must be \[3\], not \[4\]/,
    ],
    ['dtype', 'sigmoid', { x: tensorType('int32', [2]) }, {}, /x must be float32/],
    ['shapes', 'add', { a: float(batch, 3), b: float(2) }, {}, /\[batch, 3\] and \[2\] do not broadcast/],
    ['dtypes', 'mul', { a: tensorType('string', [2]), b: float(2) }, {}, /cannot compute with string/],
    ['nothing', 'concat', { xs: [] }, {}, /nothing to concatenate/],
    [
      'shapes',
      'concat',
      { xs: [float(2, 3), float(2, 4)] },
      {},
      /\[2, 3\] and \[2, 4\] differ beside axis 0/,
    ],
    [
      'dtypes',
      'concat',
      { xs: [float(2), tensorType('int32', [2])] },
      {},
      /dtypes of float32\[2\] and int32\[2\] differ/,
    ],
    [
      'window',
      'maxPool',
      { x: float(1, 1, 8, 3) },
      window,
      /the window covers 2 pixels, but axis 1 of x has 1/,
    ],
    ['pad pairs', 'avgPool', { x: image }, { ...window, pad: [[1, 1]] }, /pad must be/],
    ['axis', 'mean', { x: image }, { axis: 4 }, /no axis 4 in a tensor of rank 4/],
    ['rows', 'flatten', { x: image }, { rows: 2 }, /does not have 2 rows/],
    ['size', 'reshape', { x: image }, { shape: [5, -1] }, /\[batch, 8, 8, 3\] does not fit into \[5, -1\]/],
    ['size', 'reshape', { x: float(2, 3) }, { shape: [5] }, /\[2, 3\] does not fit into \[5\]/],
    ['two unknowns', 'reshape', { x: float(2, 3) }, { shape: [-1, -1] }, /does not fit/],
    ['pairs', 'pad', { x: float(2, 3) }, { paddings: [[1, 1]] }, /one \[before, after\] for each axis/],
    ['dim', 'softmax', { x: float(2, 3) }, { dim: 0 }, /last axis only/],
    ['rate', 'dropout', { x: float(2, 3) }, { rate: 1 }, /rate must be at least 0 and below 1/],
  ])('%s of %s', (_, op, inputs, attrs, message) => {
    expect(() => infer(op, inputs, attrs)).toThrow(/TSFX0511/)
    expect(() => infer(op, inputs, attrs)).toThrow(message)
  })
})
