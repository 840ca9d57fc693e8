/**
 * @file The rules of `canonicalise`, one list. A rule stands here only if both sides of its equation have the same bits
 * for every input: IEEE 754 knows two zeros and NaN, so `x + 0 = x` is not among them, while `x + (-0) = x` is.
 */
import { type Arg, type Args, type Dim, equalDims, type FxNode, Ref, type TensorType } from '@tsfx/ir'
import { opNamed, type PadPairs } from '@tsfx/ops'
import { argKey } from './argKey.ts'
import {
  type CanonicalRule,
  type CanonicalView,
  equalTo,
  nearMiss,
  printRule,
  type Rewrite,
} from './canonicalRule.ts'

const input = (node: FxNode, name: string): Ref => node.args[name] as Ref

const fillDefaults: CanonicalRule = {
  name: 'fillDefaults',
  algebra: 'op(x) = op(x, attribute: its default), op(x, strides: 2) = op(x, strides: [2, 2])',
  because: 'the op fills in and expands what a call leaves out',
  ops: null,
  rewrite(node) {
    const op = opNamed(node.target)
    const args = op?.normalize(node.args)
    return args && !equalArgs(args, node.args) ? { kind: 'call', target: node.target, args } : null
  },
}

/** `normalize` makes some arguments anew although they are canonical. */
const equalArgs = (a: Args, b: Args): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(
    ([name, arg]) => Object.is(arg, b[name]) || (name in b && argKey(arg) === argKey(b[name] as Arg)),
  )

const RESHAPES = ['reshape', 'flatten', 'q.reshape', 'q.flatten']

const reshapeToSame: CanonicalRule = {
  name: 'reshapeToSame',
  algebra: 'reshape(x, shape of x) = x',
  because: 'a reshape changes no value',
  ops: RESHAPES,
  rewrite(node, view) {
    const x = input(node, 'x')
    return view.hasTypeOf(node, x) ? equalTo(x) : null
  },
}

const reshapeOfReshape: CanonicalRule = {
  name: 'reshapeOfReshape',
  algebra: 'reshape(reshape(x, s), t) = reshape(x, t)',
  because: 'a reshape keeps the row-major order of the values',
  ops: RESHAPES,
  rewrite(node, view) {
    const inner = view.producer(input(node, 'x'))
    if (!inner || !RESHAPES.includes(inner.target)) return null
    const x = input(inner, 'x')
    const type = view.typeOf(x)
    return type && node.type?.kind === 'tensor' ? reshapeCall(node, x, type, node.type.shape) : null
  },
}

/** The call that a trace of the printed code would record: `[rows, -1]` of three axes or more is a flatten. */
function reshapeCall(node: FxNode, x: Ref, from: TensorType, to: readonly Dim[]): Rewrite {
  const family = node.target.startsWith('q.') ? 'q.' : ''
  const keepsRows = to.length === 2 && from.shape.length > 2 && equalDims(to[0]!, from.shape[0]!)
  const [target, args] = keepsRows
    ? [`${family}flatten`, { x, rows: to[0]! }]
    : [`${family}reshape`, { x, shape: writtenShape(node, to) }]
  return { kind: 'call', target, args }
}

/** The shape as the user wrote it, with its -1; a flatten has none. */
const writtenShape = (node: FxNode, to: readonly Dim[]): readonly Dim[] =>
  (node.args.shape as readonly Dim[] | undefined) ?? to

const addZero: CanonicalRule = {
  name: 'addZero',
  algebra: 'x + (-0) = x; x + 0 = x for int32',
  because: '-0 is the neutral element of the IEEE sum: 0 + (-0) = 0 and -0 + (-0) = -0',
  ops: ['add'],
  rewrite(node, view) {
    const neutral = isInteger(node) ? 0 : -0
    const rewrite = dropNeutral(
      node,
      view,
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
      neutral,
    )
    if (rewrite || isInteger(node)) return rewrite
    return ['a', 'b'].some((name) => view.isFilledWith(input(node, name), 0))
      ? nearMiss('adding 0 turns -0 into 0; only -0 changes nothing')
      : null
  },
}

const subtractZero: CanonicalRule = {
  name: 'subtractZero',
  algebra: 'x - 0 = x',
  because: 'x - 0 is x + (-0)',
  ops: ['sub'],
  rewrite(node, view) {
    if (!isInteger(node) && view.isFilledWith(input(node, 'b'), -0))
      return nearMiss('subtracting -0 turns -0 into 0')
    return dropNeutral(node, view, [['a', 'b']], 0)
  },
}

const multiplyByOne: CanonicalRule = {
  name: 'multiplyByOne',
  algebra: 'x * 1 = x',
  because: '1 is the neutral element of the IEEE product, for -0, NaN and infinities too',
  ops: ['mul'],
  rewrite: (node, view) =>
    dropNeutral(
      node,
      view,
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
      1,
    ),
}

const divideByOne: CanonicalRule = {
  name: 'divideByOne',
  algebra: 'x / 1 = x',
  because: 'a quotient by 1 is exact',
  ops: ['div'],
  rewrite: (node, view) => dropNeutral(node, view, [['a', 'b']], 1),
}

const isInteger = (node: FxNode): boolean => node.type?.kind === 'tensor' && node.type.dtype === 'int32'

/** The operand that stays, when the other is `neutral` and does not widen the result's shape or dtype. */
function dropNeutral(
  node: FxNode,
  view: CanonicalView,
  operands: readonly (readonly [stays: string, goes: string])[],
  neutral: number,
): Rewrite {
  const found = operands.find(([, goes]) => view.isFilledWith(input(node, goes), neutral))
  if (!found) return null
  const stays = input(node, found[0])
  return view.hasTypeOf(node, stays)
    ? equalTo(stays)
    : nearMiss(
        `the operand ${Object.is(neutral, -0) ? '-0' : neutral} gives the result another shape or dtype`,
      )
}

const CLAMPS = ['relu', 'relu6']

const clampOfClamp: CanonicalRule = {
  name: 'clampOfClamp',
  algebra: 'relu(relu(x)) = relu(x), relu6(relu(x)) = relu6(x), relu(relu6(x)) = relu6(relu6(x)) = relu6(x)',
  because: 'a clamp returns one of its bounds or its input, and 0..6 lies within 0..infinity',
  ops: CLAMPS,
  rewrite(node, view) {
    const inner = view.producer(input(node, 'x'))
    if (!inner || !CLAMPS.includes(inner.target)) return null
    const innerIsTighter = inner.target === 'relu6' || node.target === 'relu'
    return innerIsTighter
      ? equalTo(new Ref(inner.id))
      : { kind: 'call', target: 'relu6', args: { x: input(inner, 'x') } }
  },
}

const padOfNothing: CanonicalRule = {
  name: 'padOfNothing',
  algebra: 'pad(x, [0, 0] on every axis) = x',
  because: 'no value is added',
  ops: ['pad', 'q.pad'],
  rewrite(node) {
    const counts = (node.args.paddings as unknown as PadPairs).flat()
    return counts.every((count) => count === 0) ? equalTo(input(node, 'x')) : null
  },
}

const concatOfOne: CanonicalRule = {
  name: 'concatOfOne',
  algebra: 'concat([x]) = x',
  because: 'there is nothing to put behind it; q.concat too, unless it requantizes',
  ops: ['concat', 'q.concat'],
  rewrite(node, view) {
    const [x, ...more] = node.args.xs as readonly Ref[]
    if (!x || more.length > 0) return null
    return view.hasTypeOf(node, x)
      ? equalTo(x)
      : nearMiss('its result has another quantization than its input')
  },
}

/** In this order each node is offered to them, again after each that fires. */
export const canonicalRules: readonly CanonicalRule[] = [
  fillDefaults,
  reshapeToSame,
  reshapeOfReshape,
  addZero,
  subtractZero,
  multiplyByOne,
  divideByOne,
  clampOfClamp,
  padOfNothing,
  concatOfOne,
]

/** The rules as a reader wants them, one line each. */
export const printCanonicalRules = (): string => canonicalRules.map(printRule).join('\n')
