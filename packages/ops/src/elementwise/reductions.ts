/**
 * @file Reductions over axes, in one table. Dtypes as tfjs has them: sums and products of bools are int32, extremes keep
 * the dtype of x.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { type DType, tensorType } from '@tsfx/ir'
import { positional } from '../captureForm.ts'
import { defineOp, type Op } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { meanAttrs, printAxes } from '../meanAttrs.ts'
import { printedCall } from '../printedCall.ts'
import { meanShape } from '../shape/mean.ts'

type ReductionFunction = (x: Tensor, axis?: number[], keepDims?: boolean) => Tensor

interface Reduction {
  readonly name: 'sum' | 'prod' | 'max' | 'min' | 'all' | 'any' | 'logSumExp'
  readonly summary: string
  readonly takes: readonly DType[]
  readonly gives?: (dtype: DType) => DType
  readonly floatOnly: string
  readonly onnx: string | null
}

const NUMBERS: readonly DType[] = ['float32', 'int32']
const NUMBERS_AND_BOOL: readonly DType[] = [...NUMBERS, 'bool']
const TRUTH = 'its operand is a truth value, not a real'
const countBools = (dtype: DType): DType => (dtype === 'bool' ? 'int32' : dtype)

const table: readonly Reduction[] = [
  {
    name: 'sum',
    summary: 'Sum over axes.',
    takes: NUMBERS_AND_BOOL,
    gives: countBools,
    floatOnly: 'it has no integer kernel yet; a mean over the same axes has one',
    onnx: 'ReduceSum',
  },
  {
    name: 'prod',
    summary: 'Product over axes.',
    takes: NUMBERS_AND_BOOL,
    gives: countBools,
    floatOnly: 'a product of many factors has no range that 8 bits can hold',
    onnx: 'ReduceProd',
  },
  {
    name: 'max',
    summary: 'Largest value over axes.',
    takes: NUMBERS_AND_BOOL,
    floatOnly: 'it has no integer kernel yet; a max pool over the same window has one',
    onnx: 'ReduceMax',
  },
  {
    name: 'min',
    summary: 'Smallest value over axes.',
    takes: NUMBERS_AND_BOOL,
    floatOnly: 'it has no integer kernel yet',
    onnx: 'ReduceMin',
  },
  { name: 'all', summary: 'Whether all hold, over axes.', takes: ['bool'], floatOnly: TRUTH, onnx: null },
  { name: 'any', summary: 'Whether any holds, over axes.', takes: ['bool'], floatOnly: TRUTH, onnx: null },
  {
    name: 'logSumExp',
    summary: 'log(sum(exp(x))) over axes, without overflow.',
    takes: NUMBERS,
    gives: () => 'float32',
    floatOnly: 'exp inside it has a range too wide for 8 bits',
    onnx: 'ReduceLogSumExp',
  },
]

const reductionOp = ({ name, summary, takes, gives = (dtype) => dtype, floatOnly, onnx }: Reduction): Op =>
  defineOp({
    name,
    summary,
    domain: 'float',
    inputs: { x: 'tensor' },
    ...(takes[0] === 'bool' && { literalDtypes: { x: 'bool' } }),
    attrs: meanAttrs,
    infer({ x, axis, keepDims }) {
      expectDtype(name, takes, { x })
      return tensorType(gives(x.dtype), meanShape(name, x, axis, keepDims))
    },
    evaluate: ({ tf }, { x, axis, keepDims }) =>
      (tf[name] as ReductionFunction)(x, axis === null ? undefined : [...axis], keepDims),
    macs: 0,
    capture: positional(name, ['x', 'axis', 'keepDims']),
    print: ({ x, axis, keepDims }) =>
      printedCall(
        `tf.${name}`,
        [x],
        [
          [printAxes(axis), null],
          [keepDims, false],
        ],
      ),
    quant: { kind: 'floatOnly', reason: floatOnly },
    onnx: onnx === null ? null : { opType: onnx },
  })

export const reductions: readonly Op[] = table.map(reductionOp)
