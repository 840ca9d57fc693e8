/**
 * @file The options of each op, checked where a call enters: a misspelt or impossible one is refused, not ignored.
 * Whether legal options fit the operands is the kernel's to check.
 */
import { invalidOption } from './diagnostics.generated.ts'
import type { OpName, OptionsOf } from './quantizedOps.ts'

/** Of ops without options, whose record has no names, none. */
type NamesOf<Options> = string extends keyof Options ? never : keyof Options
type AnyOption = { [Op in OpName]: NamesOf<OptionsOf[Op]> }[OpName]

interface Legal {
  /** What a legal value looks like. */
  readonly expected: string
  readonly accepts: (value: unknown) => boolean
}

const isInteger = (value: unknown): value is number => Number.isInteger(value)
const isCount = (value: unknown): boolean => isInteger(value) && value >= 0
const isSize = (value: unknown): boolean => isInteger(value) && value > 0
const isPair = (value: unknown, accepts: (entry: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length === 2 && value.every(accepts)
const isPairs = (value: unknown): boolean =>
  Array.isArray(value) && value.every((entry) => isPair(entry, isCount))

const size: Legal = {
  expected: 'a positive integer or [height, width]',
  accepts: (value) => isSize(value) || isPair(value, isSize),
}
const flag: Legal = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' }

const OUTPUT_KEYS = ['scale', 'zeroPoint', 'dtype', 'qmin', 'qmax']

const LEGAL: Readonly<Record<AnyOption, Legal>> = {
  output: {
    expected: "{ scale, zeroPoint, dtype: 'int8' or 'uint8', qmin, qmax }",
    accepts: (value) =>
      typeof value === 'object' &&
      value !== null &&
      Object.keys(value).every((key) => OUTPUT_KEYS.includes(key)) &&
      ['int8', 'uint8', undefined].includes((value as { dtype?: string }).dtype),
  },
  activation: {
    expected: "'relu', 'relu6' or null",
    accepts: (value) => value === 'relu' || value === 'relu6',
  },
  strides: size,
  dilations: size,
  filterSize: size,
  pad: {
    expected: "'same', 'valid', a number of pixels or four pairs of them",
    accepts: (value) =>
      value === 'same' ||
      value === 'valid' ||
      isCount(value) ||
      (isPairs(value) && (value as readonly unknown[]).length === 4),
  },
  paddings: { expected: 'pairs of counts', accepts: isPairs },
  constantValue: {
    expected: 'a real number',
    accepts: (value) => typeof value === 'number' && !Number.isNaN(value),
  },
  shape: {
    expected: 'counts, and -1 once at most',
    accepts: (value) => Array.isArray(value) && value.every((dim) => isCount(dim) || dim === -1),
  },
  axis: {
    expected: 'an integer or a list of integers',
    accepts: (value) => isInteger(value) || (Array.isArray(value) && value.every(isInteger)),
  },
  keepDims: flag,
  transposeA: flag,
  transposeB: flag,
}

/** The options of each op; those that must be there first. */
const OPTIONS: {
  readonly [Op in OpName]: readonly [required: readonly AnyOption[], other?: readonly AnyOption[]]
} = {
  quantize: [['output']],
  dequantize: [[]],
  requantize: [['output']],
  conv2d: [
    ['pad', 'output'],
    ['strides', 'dilations', 'activation'],
  ],
  depthwiseConv2d: [
    ['pad', 'output'],
    ['strides', 'dilations', 'activation'],
  ],
  linear: [['output'], ['activation']],
  matMul: [['output'], ['transposeA', 'transposeB']],
  add: [['output'], ['activation']],
  mul: [['output'], ['activation']],
  concat: [['axis', 'output']],
  maxPool: [['filterSize', 'strides', 'pad']],
  avgPool: [['filterSize', 'strides', 'pad'], ['output']],
  mean: [['output'], ['axis', 'keepDims']],
  reshape: [['shape']],
  flatten: [[]],
  pad: [['paddings', 'constantValue']],
  relu: [['output']],
  relu6: [['output']],
  sigmoid: [['output']],
  softmax: [['output']],
}

/** @throws TSFX6006 naming an option of `op` that is unknown, missing or of no legal value; null means left out. */
export function checkOptions(op: OpName, options: object): void {
  const [required, other = []] = OPTIONS[op]
  const given = options as Readonly<Record<string, unknown>>
  for (const name in given) {
    if (!required.includes(name as AnyOption) && !other.includes(name as AnyOption)) {
      const known = [...required, ...other].join(', ')
      const expected = known ? `one of ${known}` : 'none'
      throw invalidOption({ op, option: name, found: 'unknown', expected })
    }
  }
  for (const name of required) checkValue(op, name, given[name])
  for (const name of other) if ((given[name] ?? null) !== null) checkValue(op, name, given[name])
}

function checkValue(op: OpName, option: AnyOption, value: unknown): void {
  const { expected, accepts } = LEGAL[option]
  if (!accepts(value)) throw invalidOption({ op, option, found: printed(value), expected })
}

/** @throws TSFX6006 when `value` is none of `known` */
export function checkChoice(op: string, option: string, value: unknown, known: readonly string[]): void {
  if (!known.includes(value as string)) {
    throw invalidOption({ op, option, found: printed(value), expected: known.map(printed).join(' or ') })
  }
}

/** JSON, which writes NaN as null. */
const printed = (value: unknown): string =>
  typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value))
