/**
 * @file What is sure of the dtype and the shape of a tensor before anything runs. TypeScript knows the rank at most; the rest comes from
 * the ops that make a tensor, and for an input from the `@tsfx` comment of its model. What is not sure is null.
 */
import ts from 'typescript'
import { isTensorType, withoutAssertions } from '../check/tensorTypes.ts'
import { exportedDeclarations } from '../exportedDeclarations.ts'
import { readModelTags } from '../modelTag.ts'
import { isReassigned } from './targets.ts'
import { tfjsCall } from './tfjsCall.ts'

export interface TensorFacts {
  readonly dtype: 'float32' | 'int32' | 'bool' | null
  /** Two tensors with the same text here have the same shape. */
  readonly shape: string | null
  readonly rank: number | null
}

export const SCALAR_SHAPE = ''
/** A number becomes a float32 scalar where an op takes it. */
export const NUMBER: TensorFacts = { dtype: 'float32', shape: SCALAR_SHAPE, rank: 0 }
const NOTHING: TensorFacts = { dtype: null, shape: null, rank: null }

const BOOL_OF_TWO = /^(greater|greaterEqual|less|lessEqual|equal|notEqual|logical(And|Or|Xor))$/
const BOOL_OF_ONE = /^(logicalNot|isNaN|isInf|isFinite|toBool)$/
/** They refuse every other dtype. */
const FLOAT_OF_ONE = /^(ceil|cos|floor|log|sigmoid|sin|sqrt|tan|rsqrt|toFloat|softmax)$/
const SAME_OF_ONE =
  /^(neg|abs|relu|square|clone|identity|tanh|sinh|cosh|exp|expm1|log1p|elu|selu|onesLike|zerosLike)$/
const UPCAST_OF_TWO = /^(add|sub|mul|div|maximum|minimum|pow|squaredDifference|mod)$/
const REDUCTION = /^(sum|mean|max|min|prod|any|all)$/
const FLOAT_MAKER = /^(conv[123]d|depthwiseConv2d|separableConv2d|conv2dTranspose|batchNorm)$/
/** Functions that make float32 tensors unless told otherwise, and how many arguments do not tell. */
const MAKERS: Readonly<Record<string, number>> = {
  zeros: 1,
  ones: 1,
  randomNormal: 3,
  truncatedNormal: 3,
  randomUniform: 3,
  linspace: 3,
}

/** The facts of an expression whose value is a tensor or a number. */
export function tensorFacts(checker: ts.TypeChecker, expression: ts.Expression): TensorFacts {
  const inner = withoutAssertions(expression)
  const type = checker.getTypeAtLocation(inner)
  if (type.flags & ts.TypeFlags.NumberLike) return NUMBER
  const found = factsOf(checker, inner)
  return { ...found, rank: found.rank ?? rankOfType(checker, type) }
}

function factsOf(checker: ts.TypeChecker, inner: ts.Expression): TensorFacts {
  if (ts.isIdentifier(inner)) return factsOfVariable(checker, inner)
  if (ts.isPropertyAccessExpression(inner)) return factsOfField(checker, inner)
  const call = tfjsCall(checker, inner)
  if (!call) return NOTHING
  const [first, second] = call.operands
  if (call.op === 'cast' && first) {
    const name = second && ts.isStringLiteralLike(second) ? second.text : null
    const dtype = name === 'float32' || name === 'int32' || name === 'bool' ? name : null
    return { ...tensorFacts(checker, first), dtype }
  }
  if (Object.hasOwn(MAKERS, call.op))
    return { ...NOTHING, dtype: call.operands.length <= (MAKERS[call.op] ?? 0) ? 'float32' : null }
  if (call.operands.some(ts.isSpreadElement)) return NOTHING
  const isTensor = (node: ts.Expression) => isTensorType(checker, checker.getTypeAtLocation(node))
  const operands = call.operands.filter((node) => isTensor(node) || isNumber(checker, node))
  return factsOfOp(
    call.op,
    (REDUCTION.test(call.op) ? call.operands.slice(0, 1) : operands).map((node) =>
      tensorFacts(checker, node),
    ),
    call.operands.length === 1,
  )
}

/** The facts of what an op gives. `isWhole`: a reduction is over all axes. */
export function factsOfOp(op: string, operands: readonly TensorFacts[], isWhole = true): TensorFacts {
  const [first = NOTHING, second = NOTHING, third = NOTHING] = operands
  if (BOOL_OF_TWO.test(op)) return { ...broadcast(first, second), dtype: 'bool' }
  if (BOOL_OF_ONE.test(op)) return { ...first, dtype: 'bool' }
  if (FLOAT_OF_ONE.test(op)) return { ...first, dtype: 'float32' }
  if (SAME_OF_ONE.test(op)) return { ...first, dtype: first.dtype === 'bool' ? null : first.dtype }
  if (UPCAST_OF_TWO.test(op)) return { ...broadcast(first, second), dtype: upcast(first, second) }
  if (op === 'where') return { ...broadcast(first, broadcast(second, third)), dtype: upcast(second, third) }
  if (REDUCTION.test(op)) {
    const shape = isWhole ? { shape: SCALAR_SHAPE, rank: 0 } : { shape: null, rank: null }
    return { ...shape, dtype: dtypeOfReduction(op, first) }
  }
  return FLOAT_MAKER.test(op) ? { ...NOTHING, dtype: 'float32' } : NOTHING
}

function dtypeOfReduction(op: string, { dtype }: TensorFacts): TensorFacts['dtype'] {
  if (op === 'any' || op === 'all') return 'bool'
  return op === 'mean' ? 'float32' : dtype === 'bool' ? null : dtype
}

function broadcast(a: TensorFacts, b: TensorFacts): TensorFacts {
  const shape =
    a.shape === b.shape || b.shape === SCALAR_SHAPE ? a.shape : a.shape === SCALAR_SHAPE ? b.shape : null
  const rank = a.rank === null || b.rank === null ? null : Math.max(a.rank, b.rank)
  return { dtype: null, shape, rank }
}

/** float32 wins over every other; of two others that differ nothing is said. */
function upcast(a: TensorFacts, b: TensorFacts): TensorFacts['dtype'] {
  if (a.dtype === 'float32' || b.dtype === 'float32') return 'float32'
  return a.dtype === b.dtype && a.dtype !== 'bool' ? a.dtype : null
}

function factsOfVariable(checker: ts.TypeChecker, name: ts.Identifier): TensorFacts {
  const symbol = checker.getSymbolAtLocation(name)
  const declaration = symbol?.valueDeclaration
  if (!symbol || !declaration) return NOTHING
  if (!ts.isVariableDeclaration(declaration) && !ts.isParameter(declaration)) return NOTHING
  if (isReassigned(checker, symbol, declaration)) return NOTHING
  const own = { ...NOTHING, shape: `${declaration.getSourceFile().fileName}:${declaration.pos}` }
  if (ts.isParameter(declaration)) return factsOfInput(declaration) ?? own
  // Of `let x`, and of a loop's variable, there is no one value.
  const isConstant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0
  if (!isConstant || !declaration.initializer) return own
  const made = tensorFacts(checker, declaration.initializer)
  return { ...made, shape: made.shape ?? own.shape }
}

/** A field that is set where it is declared, and never again. */
function factsOfField(checker: ts.TypeChecker, node: ts.PropertyAccessExpression): TensorFacts {
  const declaration = checker.getSymbolAtLocation(node)?.valueDeclaration
  if (!declaration || !ts.isPropertyDeclaration(declaration) || !declaration.initializer) return NOTHING
  const isReadonly = (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly) !== 0
  const isSetAgain = new RegExp(`\\.${node.name.text.replaceAll('$', () => '\\$')}\\s*=[^=]`).test(
    declaration.parent.getText(),
  )
  return isReadonly && !isSetAgain
    ? { ...tensorFacts(checker, declaration.initializer), shape: null }
    : NOTHING
}

/** What the comment of a model says of a parameter of its forward. */
function factsOfInput(parameter: ts.ParameterDeclaration): TensorFacts | null {
  const tree = parameter.getSourceFile()
  const forward = parameter.parent
  const model = exportedDeclarations(tree).find(({ node }) => isForwardOf(forward, node))
  const tag =
    model && readModelTags(tree.fileName, tree.text).find((one) => one.exportName === model.exportName)
  const name = parameter.name.getText()
  const input = tag?.options.inputs.find((text) => text.startsWith(`${name}:`))
  const [, dims, dtype = 'float32'] = input?.split(':') ?? []
  if (dims === undefined || (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool')) return null
  const sizes = dims.split(',').filter((size) => size !== '')
  const shape = sizes.includes('?') ? `${tree.fileName}:${parameter.pos}` : sizes.join()
  return { dtype, shape, rank: sizes.length }
}

/** Whether a function is the forward of what is exported: of a class or an object, or the function itself. */
function isForwardOf(forward: ts.Node, exported: ts.Node): boolean {
  const made = ts.isVariableDeclaration(exported) ? exported.initializer : exported
  if (forward === made) return true
  const isNamed =
    (ts.isMethodDeclaration(forward) && forward.name.getText() === 'forward') ||
    (ts.isPropertyAssignment(forward.parent) && forward.parent.name.getText() === 'forward')
  const owner = ts.isMethodDeclaration(forward) ? forward.parent : forward.parent.parent
  return isNamed && owner === made
}

function rankOfType(checker: ts.TypeChecker, type: ts.Type): number | null {
  if (!isTensorType(checker, type) || type.isUnion()) return null
  const [rank] = checker.getTypeArguments(type as ts.TypeReference)
  const [, digits] = /^R(\d)$/.exec(rank?.isStringLiteral() ? rank.value : '') ?? []
  return digits === undefined ? null : Number(digits)
}

const isNumber = (checker: ts.TypeChecker, node: ts.Expression): boolean =>
  (checker.getTypeAtLocation(node).flags & ts.TypeFlags.NumberLike) !== 0
