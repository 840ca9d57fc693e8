/** @file Calls of mathematics, reductions and losses that do not fit are refused by name of what is wrong. */
import { type Dim, type DType, namedDim, tensorType } from '@tsfx/ir'
import { describe, expect, it } from 'vitest'
import { inferType } from '../inferType.fixture.ts'

const float = (...shape: readonly Dim[]) => tensorType('float32', shape)
const of = (dtype: DType, ...shape: readonly Dim[]) => tensorType(dtype, shape)
const n = namedDim('n')

type Case = readonly [string, Parameters<typeof inferType>[1], Readonly<Record<string, unknown>>, RegExp]

const dtypes: readonly Case[] = [
  ['sqrt', { x: of('int32', 2) }, {}, /x must be float32, not int32/],
  ['abs', { x: of('bool', 2) }, {}, /x must be float32 or int32 or complex64, not bool/],
  ['isNaN', { x: of('int32', 2) }, {}, /x must be float32/],
  ['logicalAnd', { a: of('bool', 2), b: float(2) }, {}, /b must be bool/],
  ['pow', { a: of('bool', 2), b: of('bool', 2) }, {}, /the wider operand must be float32 or int32, not bool/],
  ['any', { x: float(2) }, {}, /x must be bool/],
  ['cast', { x: of('string', 2) }, { dtype: 'int32' }, /x must be float32 or int32 or bool or complex64/],
  ['cast', { x: float(2) }, { dtype: 'string' }, /dtype must be one of "float32"/],
  ['where', { condition: float(2), a: float(2), b: float(2) }, {}, /condition must be bool/],
  ['bitwiseAnd', { a: of('int32', 2), b: float(2) }, {}, /b must be int32/],
  ['fft', { x: float(4) }, {}, /x must be complex64/],
  ['logLoss', { labels: float(2), predictions: of('int32', 2) }, {}, /predictions must be float32/],
  ['norm', { x: of('int32', 2) }, { ord: 2 }, /x must be float32/],
]

const INT32 = "tf\\.cast\\(t, 'int32'\\), a number by tf\\.scalar\\(2, 'int32'\\)"

/** What to do is said where tfjs took a number for a float32 tensor. */
const remedies: readonly Case[] = [
  ['floorDiv', { a: of('int32', 2), b: float() }, {}, new RegExp(`must be int32, .*${INT32}`)],
  [
    'where',
    { condition: of('bool', 2), a: of('int32', 2), b: float() },
    {},
    new RegExp(`differ; .*${INT32}`),
  ],
  [
    'where',
    { condition: of('bool', 2), a: float(), b: of('int32', 2) },
    {},
    new RegExp(`differ; .*${INT32}`),
  ],
  [
    'where',
    { condition: of('bool', 2), a: float(2), b: of('bool', 2) },
    {},
    /differ; .*tf\.cast\(t, 'float32'\)/,
  ],
  ['sqrt', { x: of('int32', 2) }, {}, /not int32\[2\]; .*tf\.cast\(t, 'float32'\)/],
]

const shapes: readonly Case[] = [
  ['maximum', { a: float(2), b: float(3) }, {}, /\[2\] and \[3\] do not broadcast/],
  ['addN', { xs: [] }, {}, /nothing to add/],
  ['addN', { xs: [float(2), float(1)] }, {}, /float32\[2\] and float32\[1\] differ/],
  ['bitwiseAnd', { a: of('int32', 2), b: of('int32', 1) }, {}, /differ/],
  ['complex', { real: float(2), imag: float(n) }, {}, /differ/],
  [
    'meanSquaredError',
    { labels: float(2, 3), predictions: float(3) },
    {},
    /labels \[2, 3\] and predictions \[3\] differ/,
  ],
  [
    'confusionMatrix',
    { labels: float(2), predictions: float(3) },
    { numClasses: 3 },
    /\[2\] and predictions \[3\] differ/,
  ],
  ['localResponseNormalization', { x: float(2, 3) }, {}, /x must be \[N, H, W, C\] or \[H, W, C\]/],
  [
    'frame',
    { signal: float(n) },
    { frameLength: 2, frameStep: 1 },
    /the length of signal must be a number, not n/,
  ],
  ['rfft', { x: float() }, {}, /x is a scalar/],
  ['rfft', { x: float(2, n) }, {}, /the last axis must be a number, not n/],
]

const attributes: readonly Case[] = [
  ['clipByValue', { x: float(2) }, { min: 1, max: 0 }, /min \(1\) is above max \(0\)/],
  ['sum', { x: float(2) }, { axis: 1 }, /no axis 1 in a tensor of rank 1/],
  ['argMax', { x: float() }, {}, /no axis 0 in a tensor of rank 0/],
  ['cumsum', { x: float(2) }, { axis: -2 }, /no axis -2/],
  ['logSoftmax', { x: float(2, 3) }, { axis: 0 }, /last axis only/],
  ['norm', { x: float(2, 3, 4) }, { axis: [0, 1, 2] }, /one or two axes, not \[0,1,2\]/],
  ['norm', { x: float(2, 3) }, { ord: 2, axis: [0, 1] }, /there is no norm 2 of matrices/],
  ['norm', { x: float(2, 3) }, { ord: 'fro', axis: 0 }, /there is no norm fro of vectors/],
  ['norm', { x: float(2, 3) }, { ord: 1, axis: [-2, -1] }, /the smaller one first/],
  ['norm', { x: float(2) }, { ord: 3 }, /ord must be 'euclidean'/],
  ['frame', { signal: float(4) }, { frameLength: 0, frameStep: 1 }, /must be positive/],
  ['hingeLoss', { labels: float(2), predictions: float(2) }, { reduction: 4 }, /there is no reduction 4/],
  ['cosineDistance', { labels: float(2), predictions: float(2) }, { axis: 1 }, /no axis 1/],
  [
    'pool',
    { x: float(1, 5, 5, 1) },
    { filterSize: 2, poolingType: 'min', pad: 'same', dilations: 2 },
    /poolingType/,
  ],
]

describe('refused with what does not fit', () => {
  it.each([...dtypes, ...remedies, ...shapes, ...attributes])(
    '%s of %s with %s',
    (op, inputs, attrs, message) => {
      expect(() => inferType(op, inputs, attrs)).toThrow(/TSFX0511/)
      expect(() => inferType(op, inputs, attrs)).toThrow(message)
    },
  )
})
