/** @file Tensors whose truthiness is tested: `if (x)`, `!x`, `x && y`, `Boolean(x)`, `list.some((t) => x)`. */
import ts from 'typescript'
import { tensorTruthiness } from '../../diagnostics.generated.ts'
import { withoutAssertions } from '../tensorTypes.ts'
import { type HazardContext, type HazardRule, LOGICAL, shorten } from './hazardRule.ts'

const PREDICATE_METHOD = /^(filter|some|every|find(Last)?(Index)?)$/

export const checkConditions: HazardRule = (node, context) => {
  checkPredicate(node, context)
  if (ts.isIfStatement(node)) checkTruthiness(node.expression, 'if', context)
  else if (ts.isWhileStatement(node)) checkTruthiness(node.expression, 'while', context)
  else if (ts.isDoStatement(node)) checkTruthiness(node.expression, 'do', context)
  else if (ts.isForStatement(node) && node.condition) checkTruthiness(node.condition, 'for', context)
  else if (ts.isConditionalExpression(node)) {
    const instead = `tf.where(${[node.condition, node.whenTrue, node.whenFalse].map(shorten).join(', ')})`
    checkTruthiness(node.condition, '?:', context, instead)
  } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    checkTruthiness(node.operand, '!', context, `tf.logicalNot(${shorten(node.operand)})`)
  } else if (ts.isBinaryExpression(node) && LOGICAL.has(node.operatorToken.kind)) {
    const operator = node.operatorToken.getText()
    const op = operator.startsWith('&') ? 'tf.logicalAnd' : 'tf.logicalOr'
    checkTruthiness(node.left, operator, context, `${op}(${shorten(node.left)}, ${shorten(node.right)})`)
  } else if (ts.isCallExpression(node) || ts.isNewExpression(node)) checkCall(node, context)
}

/** `Boolean(x)`, `new Boolean(x)`, `[x, y].filter(Boolean)`. */
function checkCall(
  { expression: callee, arguments: given }: ts.CallExpression | ts.NewExpression,
  context: HazardContext,
): void {
  const first = given?.[0]
  if (!first) return
  if (isBoolean(callee)) checkTruthiness(first, 'Boolean()', context)
  else if (
    ts.isPropertyAccessExpression(callee) &&
    PREDICATE_METHOD.test(callee.name.text) &&
    isBoolean(first)
  ) {
    const list = callee.expression
    if (context.elementKindOf(list) !== 'tensor') return
    const slots = {
      construct: `${callee.name.text}(Boolean)`,
      tensor: `element of ${shorten(list)}`,
      instead: 'tf.where(condition, a, b)',
    }
    context.report(first, (place) => tensorTruthiness(slots, place))
  }
}

const isBoolean = (node: ts.Expression): boolean => ts.isIdentifier(node) && node.text === 'Boolean'

/** `list.some((t) => tensor)`: what the callback returns is tested. */
function checkPredicate(node: ts.Node, context: HazardContext): void {
  const { parent } = node
  const returned = ts.isReturnStatement(node)
    ? node.expression
    : ts.isArrowFunction(parent) && parent.body === node
      ? parent.body
      : null
  const callback = returned && ts.findAncestor(parent, ts.isFunctionLike)
  if (!callback || !ts.isExpression(returned) || !ts.isCallExpression(callback.parent)) return
  const {
    expression: callee,
    arguments: [first],
  } = callback.parent
  if (first !== callback || !ts.isPropertyAccessExpression(callee)) return
  const name = callee.name.text
  if (PREDICATE_METHOD.test(name)) checkTruthiness(returned, `${name}()`, context)
}

/** Reports a tested tensor; the left sides of `&&` and `||` and the operand of `!` are tested by their own rule. */
function checkTruthiness(
  tested: ts.Expression,
  construct: string,
  context: HazardContext,
  instead?: string,
): void {
  const inner = withoutAssertions(tested)
  if (ts.isBinaryExpression(inner) && LOGICAL.has(inner.operatorToken.kind)) {
    checkTruthiness(inner.right, construct, context)
    return
  }
  const kind = context.kindOf(inner)
  if (kind === 'optional' || kind === 'mixed') context.allow(inner)
  if (kind !== 'tensor' && kind !== 'likely') return
  const tensor = shorten(inner)
  const slots = { construct, tensor, instead: instead ?? `tf.where(${tensor}, a, b)` }
  context.report(inner, (place) => tensorTruthiness(slots, place))
}
