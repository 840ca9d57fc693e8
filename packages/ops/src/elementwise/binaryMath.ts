/**
 * @file Mathematics on the values of two tensors, with broadcasting, in one table. Dtypes by tfjs `makeTypesMatch`: the wider of the
 * two. Two bools are taken only where every backend computes with them.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { type DType, type TensorType, tensorType } from '@tsfx/ir'
import { broadcastType } from '../broadcastType.ts'
import { positional } from '../captureForm.ts'
import { defineOp, type Op } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import type { Tfjs } from '../tfjsBinding.ts'

type PairFunction = (a: Tensor, b: Tensor) => Tensor
/** Functions of tfjs that take two tensors and give one. */
export type PairName = { [K in keyof Tfjs]: Tfjs[K] extends PairFunction ? K : never }[keyof Tfjs] & string

interface BinaryMath {
  readonly name: PairName
  readonly summary: string
  /** Names of the operands, as tfjs has them; without more, a and b. */
  readonly commutative?: true
  /** The dtypes that the operands, brought to the wider of the two, may have; without more, float32 and int32. */
  readonly takes?: readonly DType[]
  readonly floatOnly: string
  readonly onnx?: string
}

const NUMBERS: readonly DType[] = ['float32', 'int32']
const NO_KERNEL = 'it has no integer kernel yet; operands of different scales would be aligned first'

const table: readonly BinaryMath[] = [
  { name: 'atan2', summary: 'Angle of the point (b, a), in radians.', floatOnly: NO_KERNEL },
  {
    name: 'divNoNan',
    summary: 'a / b, and 0 where b is 0.',
    floatOnly: 'a quotient near 0 is too large for 8 bits',
  },
  {
    name: 'floorDiv',
    summary: 'a / b of int32 inputs, rounded down.',
    // Of float32 inputs one backend makes int32 and another float32.
    takes: ['int32'],
    floatOnly: 'it computes with int32 indices, not with reals',
  },
  {
    name: 'maximum',
    summary: 'The larger of a and b.',
    takes: [...NUMBERS, 'bool'],
    floatOnly: NO_KERNEL,
    onnx: 'Max',
  },
  {
    name: 'minimum',
    summary: 'The smaller of a and b.',
    takes: [...NUMBERS, 'bool'],
    floatOnly: NO_KERNEL,
    onnx: 'Min',
  },
  {
    name: 'mod',
    summary: 'Remainder of a / b rounded down.',
    floatOnly: 'one step of 8 bits moves it across its whole range',
    onnx: 'Mod',
  },
  {
    name: 'pow',
    summary: 'a to the power of b.',
    floatOnly: 'its result has no bound, so one scale for 8 bits would lose most of it',
    onnx: 'Pow',
  },
  {
    name: 'squaredDifference',
    summary: '(a - b) * (a - b).',
    // The difference changes only its sign.
    commutative: true,
    floatOnly: NO_KERNEL,
  },
]

/** tfjs computes the extremes of bools in int32. */
function pairType({ name, takes = NUMBERS }: BinaryMath, a: TensorType, b: TensorType): TensorType {
  const type = broadcastType(name, a, b)
  expectDtype(name, takes, { 'the wider operand': type })
  return type.dtype === 'bool' ? tensorType('int32', type.shape) : type
}

const binaryMathOp = (row: BinaryMath): Op =>
  defineOp({
    name: row.name,
    summary: row.summary,
    domain: 'float',
    ...(row.commutative && { commutative: ['a', 'b'] as const }),
    inputs: { a: 'tensor', b: 'tensor' },
    attrs: {},
    infer: ({ a, b }) => pairType(row, a, b),
    evaluate: ({ tf }, { a, b }) => (tf[row.name] as PairFunction)(a, b),
    macs: 0,
    capture: positional(row.name, ['a', 'b']),
    print: ({ a, b }) => printedCall(`tf.${row.name}`, [a, b]),
    quant: { kind: 'floatOnly', reason: row.floatOnly },
    onnx: row.onnx === undefined ? null : { opType: row.onnx },
  })

export const binaryMath: readonly Op[] = table.map(binaryMathOp)
