/**
 * @file Mathematics on each value of one tensor, in one table. Dtypes as tfjs has them, except where its backends treat integers
 * differently: there only float32 is taken. Of int32 the CPU cuts off the fraction of the result; WebAssembly takes its bits for a
 * float32, or leaves the result's memory as it was.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { type DType, tensorType } from '@tsfx/ir'
import { positional } from '../captureForm.ts'
import { defineOp, type Op } from '../defineOp.ts'
import { expectDtype } from '../expectType.ts'
import { printedCall } from '../printedCall.ts'
import type { Tfjs } from '../tfjsBinding.ts'

type TensorFunction = (x: Tensor) => Tensor
/** Functions of tfjs that take a tensor and give one. */
type UnaryName = { [K in keyof Tfjs]: Tfjs[K] extends TensorFunction ? K : never }[keyof Tfjs] & string

interface UnaryMath {
  readonly name: UnaryName
  readonly summary: string
  /** Dtypes it takes; without more, float32. */
  readonly takes?: readonly DType[]
  /** Dtype of the result; without more, that of x. */
  readonly gives?: DType | ((dtype: DType) => DType)
  /** Why it stays in float. */
  readonly floatOnly: string
  readonly onnx?: string
}

const NUMBERS: readonly DType[] = ['float32', 'int32']
const NUMBERS_AND_BOOL: readonly DType[] = [...NUMBERS, 'bool']
const NO_KERNEL = 'it has no integer kernel yet; one would need a table of 256 results'
const PERIODIC = 'a step of 8 bits is too coarse for its period'
const UNBOUNDED = 'its result has no bound, so one scale for 8 bits would lose most of it'
const INFINITE = 'its result grows without bound near an end of its domain, where 8 bits would saturate'
const CONSTANT = 'its result is a constant that depends on the shape only'
const TRUTH = 'its result is a truth value, not a real'

const table: readonly UnaryMath[] = [
  {
    name: 'abs',
    summary: '|x|.',
    takes: [...NUMBERS, 'complex64'],
    gives: (dtype) => (dtype === 'complex64' ? 'float32' : dtype),
    floatOnly: NO_KERNEL,
    onnx: 'Abs',
  },
  { name: 'acos', summary: 'Arc cosine, in radians.', floatOnly: NO_KERNEL, onnx: 'Acos' },
  { name: 'acosh', summary: 'Inverse hyperbolic cosine.', floatOnly: NO_KERNEL, onnx: 'Acosh' },
  { name: 'asin', summary: 'Arc sine, in radians.', floatOnly: NO_KERNEL, onnx: 'Asin' },
  { name: 'asinh', summary: 'Inverse hyperbolic sine.', floatOnly: NO_KERNEL, onnx: 'Asinh' },
  { name: 'atan', summary: 'Arc tangent, in radians.', floatOnly: NO_KERNEL, onnx: 'Atan' },
  { name: 'atanh', summary: 'Inverse hyperbolic tangent.', floatOnly: INFINITE, onnx: 'Atanh' },
  { name: 'ceil', summary: 'x rounded up.', floatOnly: NO_KERNEL, onnx: 'Ceil' },
  { name: 'cos', summary: 'Cosine of x in radians.', floatOnly: PERIODIC, onnx: 'Cos' },
  { name: 'cosh', summary: 'Hyperbolic cosine.', floatOnly: UNBOUNDED, onnx: 'Cosh' },
  { name: 'elu', summary: 'x where x > 0, otherwise exp(x) - 1.', floatOnly: NO_KERNEL, onnx: 'Elu' },
  {
    name: 'erf',
    summary: 'Gauss error function.',
    takes: NUMBERS,
    gives: 'float32',
    floatOnly: NO_KERNEL,
    onnx: 'Erf',
  },
  { name: 'expm1', summary: 'exp(x) - 1.', floatOnly: UNBOUNDED },
  { name: 'floor', summary: 'x rounded down.', floatOnly: NO_KERNEL, onnx: 'Floor' },
  {
    name: 'isFinite',
    summary: 'Whether x is neither infinite nor NaN.',
    gives: 'bool',
    floatOnly: TRUTH,
  },
  {
    name: 'isInf',
    summary: 'Whether x is infinite.',
    gives: 'bool',
    floatOnly: TRUTH,
    onnx: 'IsInf',
  },
  {
    name: 'isNaN',
    summary: 'Whether x is NaN.',
    gives: 'bool',
    floatOnly: TRUTH,
    onnx: 'IsNaN',
  },
  { name: 'log', summary: 'Natural logarithm.', floatOnly: INFINITE, onnx: 'Log' },
  { name: 'log1p', summary: 'log(1 + x).', floatOnly: INFINITE },
  { name: 'logSigmoid', summary: 'log(sigmoid(x)).', floatOnly: UNBOUNDED },
  { name: 'logicalNot', summary: 'Not x.', takes: ['bool'], floatOnly: TRUTH, onnx: 'Not' },
  { name: 'neg', summary: '-x.', takes: NUMBERS, floatOnly: NO_KERNEL, onnx: 'Neg' },
  {
    name: 'onesLike',
    summary: 'Ones in the shape of x.',
    takes: NUMBERS_AND_BOOL,
    floatOnly: CONSTANT,
  },
  { name: 'reciprocal', summary: '1 / x.', floatOnly: INFINITE, onnx: 'Reciprocal' },
  {
    name: 'round',
    summary: 'x rounded to the nearest integer, halves to the even one.',
    takes: NUMBERS,
    floatOnly: NO_KERNEL,
    onnx: 'Round',
  },
  { name: 'rsqrt', summary: '1 / sqrt(x).', floatOnly: INFINITE },
  {
    name: 'selu',
    summary: 'Scaled elu: 1.0507 * (x where x > 0, otherwise 1.6733 * (exp(x) - 1)).',
    floatOnly: NO_KERNEL,
    onnx: 'Selu',
  },
  {
    name: 'sign',
    summary: '-1, 0 or 1, as x is negative, 0 or positive.',
    takes: NUMBERS,
    floatOnly: NO_KERNEL,
    onnx: 'Sign',
  },
  { name: 'sin', summary: 'Sine of x in radians.', floatOnly: PERIODIC, onnx: 'Sin' },
  { name: 'sinh', summary: 'Hyperbolic sine.', floatOnly: UNBOUNDED, onnx: 'Sinh' },
  { name: 'softplus', summary: 'log(1 + exp(x)).', floatOnly: NO_KERNEL, onnx: 'Softplus' },
  { name: 'sqrt', summary: 'Square root.', floatOnly: NO_KERNEL, onnx: 'Sqrt' },
  { name: 'square', summary: 'x * x.', takes: NUMBERS, floatOnly: NO_KERNEL },
  { name: 'tan', summary: 'Tangent of x in radians.', floatOnly: INFINITE, onnx: 'Tan' },
  {
    name: 'zerosLike',
    summary: 'Zeros in the shape of x.',
    takes: NUMBERS_AND_BOOL,
    floatOnly: CONSTANT,
  },
]

const unaryMathOp = ({ name, summary, takes = ['float32'], gives, floatOnly, onnx }: UnaryMath): Op =>
  defineOp({
    name,
    summary,
    domain: 'float',
    inputs: { x: 'tensor' },
    ...(name === 'logicalNot' && { literalDtypes: { x: 'bool' } }),
    attrs: {},
    infer({ x }) {
      expectDtype(name, takes, { x })
      return tensorType(typeof gives === 'function' ? gives(x.dtype) : (gives ?? x.dtype), x.shape)
    },
    evaluate: ({ tf }, { x }) => (tf[name] as TensorFunction)(x),
    macs: 0,
    capture: positional(name, ['x']),
    print: ({ x }) => printedCall(`tf.${name}`, [x]),
    quant: { kind: 'floatOnly', reason: floatOnly },
    onnx: onnx === undefined ? null : { opType: onnx },
  })

export const unaryMath: readonly Op[] = table.map(unaryMathOp)
