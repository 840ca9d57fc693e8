/** @file Tensors compared by identity: `x === y`, `list.includes(x)`, `switch (x)`. */
import ts from 'typescript'
import { tensorIdentity, tensorSwitch } from '../../diagnostics.generated.ts'
import { declaredType, isNullish, withoutAssertions } from '../tensorTypes.ts'
import { EQUALITY, type HazardContext, type HazardRule, needsValues, shorten } from './hazardRule.ts'

export const checkSwitch: HazardRule = (node, { kindOf, report }) => {
  // `switch (true) { case x: }` compares x with true.
  if (!ts.isSwitchStatement(node) && !ts.isCaseClause(node)) return
  const { expression } = node
  if (needsValues(kindOf(expression)))
    report(expression, (place) => tensorSwitch({ tensor: shorten(expression) }, place))
}

export const checkComparison: HazardRule = (node, context) => {
  if (!ts.isBinaryExpression(node) || !EQUALITY.has(node.operatorToken.kind)) return
  const { left, right } = node
  const { checker, kindOf, report } = context
  if (isNullish(checker, left) || isNullish(checker, right)) return
  const tensor = kindOf(left) !== 'none' ? left : kindOf(right) !== 'none' ? right : null
  if (!tensor) return
  if (isAlternative(tensor, tensor === left ? right : left, context)) {
    context.allow(node)
    return
  }
  const operator = node.operatorToken.getText()
  const op = operator.startsWith('!') ? 'tf.notEqual' : 'tf.equal'
  const instead = `${op}(${shorten(left)}, ${shorten(right)})`
  report(node, (place) => tensorIdentity({ operator, tensor: shorten(tensor), instead }, place))
}

/** `mode === 'none'` for `mode: Tensor | 'none'` asks which of the two it is. */
function isAlternative(
  tensor: ts.Expression,
  other: ts.Expression,
  { checker, kindOf }: HazardContext,
): boolean {
  const declared = declaredType(checker, withoutAssertions(tensor))
  const isTyped = declared && !(declared.flags & ts.TypeFlags.Any)
  return (
    isTyped !== null &&
    isTyped &&
    checker.isTypeAssignableTo(checker.getTypeAtLocation(other), declared) &&
    kindOf(other) === 'none'
  )
}

/** Calls that compare as `===` does: `Object.is(x, y)`, `list.includes(x)`. */
export const checkIdentityCall: HazardRule = (node, { kindOf, report }) => {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return
  const { expression: receiver, name } = node.expression
  const isObjectIs = receiver.getText() === 'Object' && name.text === 'is'
  if (!isObjectIs && !/^(includes|indexOf|lastIndexOf)$/.test(name.text)) return
  const compared = node.arguments.slice(0, isObjectIs ? 2 : 1)
  const tensor = compared.find((argument) => kindOf(argument) !== 'none')
  if (!tensor) return
  const operator = isObjectIs ? 'Object.is' : `${name.text}()`
  const instead = `tf.equal(${isObjectIs ? compared.map(shorten).join(', ') : `${shorten(tensor)}, value`})`
  report(node, (place) => tensorIdentity({ operator, tensor: shorten(tensor), instead }, place))
}
