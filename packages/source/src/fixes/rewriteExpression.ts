/**
 * @file What an expression of JavaScript on tensors means, as calls of TensorFlow.js: `x > 0 ? a : b * 2` is
 * `tf.where(tf.greater(x, 0), a, tf.mul(b, 2))`. An expression whose ops round, wrap or choose otherwise than JavaScript has no rewrite.
 */
import ts from 'typescript'
import { tensorKind } from '../check/tensorTypes.ts'

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

/** Functions of Math and their ops. `round` is left out: it takes halves up, and the op to the even one. */
const MATH: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    (
      'abs acos acosh asin asinh atan atan2 atanh ceil cos cosh exp expm1 floor log log1p pow sign sin ' +
      'sinh sqrt tan tanh'
    )
      .split(' ')
      .map((name) => [name, name]),
  ),
  max: 'maximum',
  min: 'minimum',
}

/** Ops whose result is bool, which `tf.where` asks for. */
const TO_BOOL =
  /^(greater|greaterEqual|less|lessEqual|equal|notEqual|logical(And|Or|Not|Xor)|isNaN|isInf|isFinite|any|all|toBool)$/

export class ExpressionRewriter {
  readonly #checker: ts.TypeChecker
  readonly #tf: string

  constructor(checker: ts.TypeChecker, tf: string) {
    this.#checker = checker
    this.#tf = tf
  }

  /** The expression as one that gives a tensor, or null. */
  tensor(node: ts.Expression): string | null {
    const inner = withoutParentheses(node)
    // It is of tensors either way: what is asked is whether a tensor chooses.
    const chosen = ts.isConditionalExpression(inner)
      ? this.where(inner.condition, inner.whenTrue, inner.whenFalse)
      : null
    if (chosen !== null) return chosen
    if (this.#isTensor(inner)) return inner.getText()
    if (ts.isBinaryExpression(inner)) return this.#binary(inner) ?? this.condition(inner)
    if (ts.isPrefixUnaryExpression(inner)) return this.#unary(inner) ?? this.condition(inner)
    return ts.isCallExpression(inner) ? this.#math(inner) : null
  }

  /** The expression as a tensor of bool, or null. */
  condition(node: ts.Expression): string | null {
    const inner = withoutParentheses(node)
    if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken) {
      const operand = this.condition(inner.operand)
      return operand && this.#call('logicalNot', [operand])
    }
    if (!ts.isBinaryExpression(inner))
      return this.#isTensor(inner) && isBool(this.#checker, inner) ? inner.getText() : null
    const operator = inner.operatorToken.getText()
    const op = ORDER[operator]
    if (op) return this.#operands(op, [inner.left, inner.right])
    if (operator !== '&&' && operator !== '||') return null
    const [left, right] = [this.condition(inner.left), this.condition(inner.right)]
    return left && right && this.#call(operator === '&&' ? 'logicalAnd' : 'logicalOr', [left, right])
  }

  /** `condition ? a : b` for every element, or null. */
  where(condition: ts.Expression, a: ts.Expression, b: ts.Expression): string | null {
    const tested = this.condition(condition)
    const chosen = [a, b].map((one) => this.tensor(one))
    const [whenTrue, whenFalse] = chosen
    // Two tensors: of a number there is no telling which dtype and shape is meant.
    return tested && whenTrue && whenFalse ? this.#call('where', [tested, whenTrue, whenFalse]) : null
  }

  #binary({ left, right, operatorToken }: ts.BinaryExpression): string | null {
    const op = ARITHMETIC[operatorToken.getText()]
    return op ? this.#operands(op, [left, right]) : null
  }

  #unary({ operator, operand }: ts.PrefixUnaryExpression): string | null {
    const value = operator === ts.SyntaxKind.MinusToken ? this.tensor(operand) : null
    return value && this.#call('neg', [value])
  }

  /** `Math.max` takes any number of them, its op two. */
  #math({ expression, arguments: given }: ts.CallExpression): string | null {
    const [, name] = /^Math\.(\w+)$/.exec(expression.getText()) ?? []
    const op = name !== undefined && Object.hasOwn(MATH, name) ? MATH[name] : undefined
    const takes = op === 'maximum' || op === 'minimum' || op === 'pow' || op === 'atan2' ? 2 : 1
    return op && given.length === takes ? this.#operands(op, given) : null
  }

  /** Tensors and numbers, of which one at least is a tensor. */
  #operands(op: string, nodes: readonly ts.Expression[]): string | null {
    const tensors = nodes.map((node) => this.tensor(node))
    if (tensors.every((text) => text === null)) return null
    const operands = nodes.map((node, i) => tensors[i] ?? (this.#isNumber(node) ? node.getText() : null))
    return operands.every((text) => text !== null) ? this.#call(op, operands) : null
  }

  #call(op: string, operands: readonly string[]): string {
    return `${this.#tf}.${op}(${operands.join(', ')})`
  }

  #isTensor(node: ts.Expression): boolean {
    return tensorKind(this.#checker, node, () => 'none') === 'tensor'
  }

  #isNumber(node: ts.Expression): boolean {
    return (this.#checker.getTypeAtLocation(node).flags & ts.TypeFlags.NumberLike) !== 0
  }
}

/** Whether an expression is sure to be of bool: a call that gives one, or a constant that was made so. */
function isBool(checker: ts.TypeChecker, node: ts.Expression): boolean {
  const inner = withoutParentheses(node)
  if (ts.isIdentifier(inner)) {
    const declaration = checker.getSymbolAtLocation(inner)?.valueDeclaration
    if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false
    const isConstant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0
    return isConstant && isBool(checker, declaration.initializer)
  }
  if (!ts.isCallExpression(inner)) return false
  const { expression, arguments: given } = inner
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText()
  return TO_BOOL.test(name) || (name === 'cast' && /^['"]bool['"]$/.test(given.at(-1)?.getText() ?? ''))
}

function withoutParentheses(node: ts.Expression): ts.Expression {
  let inner = node
  while (ts.isParenthesizedExpression(inner)) inner = inner.expression
  return inner
}
