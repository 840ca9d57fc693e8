/**
 * @file What an expression of JavaScript on tensors means, as calls of TensorFlow.js: `x > 0 ? a : b * 2` is
 * `tf.where(tf.greater(x, 0), a, tf.mul(b, 2))`. An expression whose ops round, wrap or choose otherwise than JavaScript has no rewrite;
 * where that hangs on a dtype that is not sure, a cast makes it so.
 */
import ts from 'typescript'
import { tensorKind } from '../check/tensorTypes.ts'
import { mayAlwaysRun } from './laziness.ts'
import { factsOfOp, NUMBER, type TensorFacts, tensorFacts } from './tensorFacts.ts'

/** `%` is left out: it takes the sign of the other operand. So are bit operators, which are logical ones on tensors. */
const ARITHMETIC: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '**': 'pow',
}

const ORDER: Readonly<Record<string, string>> = {
  '<': 'less',
  '<=': 'lessEqual',
  '>': 'greater',
  '>=': 'greaterEqual',
}

/**
 * Functions of Math and their ops. `round` is left out: it takes halves up, and the op to the even one; so is `sign`, whose op makes 0
 * of what is not a number.
 */
const MATH: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    (
      'abs acos acosh asin asinh atan atan2 atanh ceil cos cosh exp expm1 floor log log1p pow sin ' +
      'sinh sqrt tan tanh'
    )
      .split(' ')
      .map((name) => [name, name]),
  ),
  max: 'maximum',
  min: 'minimum',
}

/** What makes one number of whatever it is given. */
const MAKES_NUMBER = /^(Number|BigInt|parseInt|parseFloat|isNaN|isFinite|(Math|Number)\.\w+)$/

/** An expression that gives a tensor, and what is sure of it. */
interface Rewritten extends TensorFacts {
  readonly text: string
}

export class ExpressionRewriter {
  readonly #checker: ts.TypeChecker
  readonly #tf: string

  constructor(checker: ts.TypeChecker, tf: string) {
    this.#checker = checker
    this.#tf = tf
  }

  /** The expression as one that gives a tensor, or null. */
  tensor(node: ts.Expression): string | null {
    return this.#tensor(node)?.text ?? null
  }

  /** `condition ? a : b` for every element, or null. */
  where(condition: ts.Expression, a: ts.Expression, b: ts.Expression): string | null {
    return this.#where(condition, a, b)?.text ?? null
  }

  #tensor(node: ts.Expression): Rewritten | null {
    const inner = withoutParentheses(node)
    // It is of tensors either way: what is asked is whether a tensor chooses.
    if (ts.isConditionalExpression(inner)) {
      const chosen = this.#where(inner.condition, inner.whenTrue, inner.whenFalse)
      if (chosen) return chosen
    }
    if (ts.isBinaryExpression(inner)) {
      const { kind } = inner.operatorToken
      if (kind === ts.SyntaxKind.CommaToken) return null
      if (isLogical(kind)) return this.#condition(inner)
    }
    if (this.#isTensor(inner)) return { ...tensorFacts(this.#checker, inner), text: inner.getText() }
    if (ts.isBinaryExpression(inner)) return this.#binary(inner) ?? this.#condition(inner)
    if (ts.isPrefixUnaryExpression(inner)) return this.#unary(inner) ?? this.#condition(inner)
    return ts.isCallExpression(inner) ? this.#math(inner) : null
  }

  /** The expression as a tensor of bool, or null. */
  #condition(node: ts.Expression): Rewritten | null {
    const inner = withoutParentheses(node)
    if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken) {
      const operand = this.#condition(inner.operand)
      return operand && this.#call('logicalNot', [operand])
    }
    if (!ts.isBinaryExpression(inner)) {
      const facts = this.#isTensor(inner) ? tensorFacts(this.#checker, inner) : null
      return facts?.dtype === 'bool' ? { ...facts, text: inner.getText() } : null
    }
    const op = ORDER[inner.operatorToken.getText()]
    if (op) {
      const operands = this.#operands([inner.left, inner.right])
      return operands && this.#call(op, operands)
    }
    const { kind } = inner.operatorToken
    if (!isLogical(kind) || !mayAlwaysRun(this.#checker, inner.right)) return null
    const [left, right] = [this.#condition(inner.left), this.#condition(inner.right)]
    const isAnd = kind === ts.SyntaxKind.AmpersandAmpersandToken
    return left && right && this.#call(isAnd ? 'logicalAnd' : 'logicalOr', [left, right])
  }

  #where(condition: ts.Expression, a: ts.Expression, b: ts.Expression): Rewritten | null {
    const tested = this.#condition(condition)
    // Two tensors: of a number there is no telling which dtype and shape is meant.
    const [whenTrue, whenFalse] = [this.#tensor(a), this.#tensor(b)]
    if (!tested || !whenTrue || !whenFalse) return null
    // One value chooses a whole tensor, but the op widens it to the other's shape.
    const isOfElements = tested.rank !== null && tested.rank > 0
    const isSameShape = whenTrue.shape !== null && whenTrue.shape === whenFalse.shape
    if (!isOfElements && !isSameShape) return null
    if (![a, b].every((branch) => mayAlwaysRun(this.#checker, branch))) return null
    return this.#call('where', [tested, whenTrue, whenFalse])
  }

  #binary({ left, right, operatorToken }: ts.BinaryExpression): Rewritten | null {
    const op = ARITHMETIC[operatorToken.getText()]
    const operands = op === undefined ? null : this.#operands([left, right])
    return op !== undefined && operands ? this.#arithmetic(op, operands) : null
  }

  #unary({ operator, operand }: ts.PrefixUnaryExpression): Rewritten | null {
    const value = operator === ts.SyntaxKind.MinusToken ? this.#tensor(operand) : null
    return value && this.#call('neg', [this.#asNumeric(value)])
  }

  #math({ expression, arguments: given }: ts.CallExpression): Rewritten | null {
    const [, name] = /^Math\.(\w+)$/.exec(expression.getText()) ?? []
    const op = name !== undefined && Object.hasOwn(MATH, name) ? MATH[name] : undefined
    const operands = op === undefined ? null : this.#operands(given)
    const [first, second, ...more] = operands ?? []
    if (op === undefined || !first) return null
    if (op === 'maximum' || op === 'minimum') {
      // It takes any number of them, its op two.
      if (!second) return null
      return [second, ...more].reduce((one, other) => this.#call(op, [one, other]), first)
    }
    if (op === 'pow' || op === 'atan2')
      return second && more.length === 0 ? this.#arithmetic(op, [first, second]) : null
    if (second) return null
    if (op === 'abs') return this.#call(op, [this.#asNumeric(first)])
    return this.#call(op, [this.#asFloat(first)])
  }

  /** An op whose result on two bool is no number, and which may round two int32. */
  #arithmetic(op: string, [a, b]: readonly Rewritten[]): Rewritten | null {
    if (!a || !b) return null
    const isFloat = a.dtype === 'float32' || b.dtype === 'float32'
    if (isFloat) return this.#call(op, [a, b])
    if (op === 'div' || op === 'pow' || op === 'atan2') return this.#call(op, [this.#asFloat(a), b])
    if (a.dtype === 'int32' || b.dtype === 'int32') return this.#call(op, [a, b])
    // A bool as int32 is right beside whatever the other is.
    if (a.dtype === 'bool') return this.#call(op, [this.#cast(a, 'int32'), b])
    if (b.dtype === 'bool') return this.#call(op, [a, this.#cast(b, 'int32')])
    return this.#call(op, [this.#asFloat(a), b])
  }

  /** Not of bool. */
  #asNumeric(value: Rewritten): Rewritten {
    if (value.dtype === 'bool') return this.#cast(value, 'int32')
    return value.dtype === null ? this.#asFloat(value) : value
  }

  #asFloat(value: Rewritten): Rewritten {
    return value.dtype === 'float32' ? value : this.#cast(value, 'float32')
  }

  #cast(value: Rewritten, dtype: 'float32' | 'int32'): Rewritten {
    return { ...value, dtype, text: `${this.#tf}.cast(${value.text}, '${dtype}')` }
  }

  /** Tensors and numbers, of which one at least is a tensor. */
  #operands(nodes: readonly ts.Expression[]): Rewritten[] | null {
    if (nodes.some(ts.isSpreadElement)) return null
    const tensors = nodes.map((node) => this.#tensor(node))
    if (tensors.every((tensor) => tensor === null)) return null
    const operands = nodes.flatMap((node, i) => tensors[i] ?? this.#number(node) ?? [])
    return operands.length === nodes.length ? operands : null
  }

  #number(node: ts.Expression): Rewritten | null {
    const isNumber = (this.#checker.getTypeAtLocation(node).flags & ts.TypeFlags.NumberLike) !== 0
    return isNumber && !this.#isOfTensors(node) ? { ...NUMBER, text: node.getText() } : null
  }

  /** Whether a number is made of a tensor's values: it is not the one that was meant. */
  #isOfTensors(node: ts.Node): boolean {
    if (ts.isExpression(node) && this.#isTensor(node) && isMadeOther(node)) return true
    return ts.forEachChild(node, (child) => (this.#isOfTensors(child) ? true : undefined)) === true
  }

  #call(op: string, operands: readonly Rewritten[]): Rewritten {
    const text = `${this.#tf}.${op}(${operands.map((operand) => operand.text).join(', ')})`
    return { ...factsOfOp(op, operands), text }
  }

  #isTensor(node: ts.Expression): boolean {
    return tensorKind(this.#checker, node, () => 'none') === 'tensor'
  }
}

/** Whether JavaScript makes a number or a choice of what an expression gives. */
function isMadeOther(node: ts.Expression): boolean {
  const { parent } = node
  if (ts.isParenthesizedExpression(parent) || ts.isAssertionExpression(parent)) return isMadeOther(parent)
  if (ts.isConditionalExpression(parent)) return parent.condition === node
  if (ts.isCallExpression(parent)) return MAKES_NUMBER.test(parent.expression.getText())
  return ts.isBinaryExpression(parent) || ts.isPrefixUnaryExpression(parent)
}

const isLogical = (kind: ts.SyntaxKind): boolean =>
  kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken

function withoutParentheses(node: ts.Expression): ts.Expression {
  let inner = node
  while (ts.isParenthesizedExpression(inner)) inner = inner.expression
  return inner
}
