/** @file Tensors used as if they were lists: `x[0]`, `x.length`, `for (const row of x)`, `[...x]`, `x.map(f)`. */
import ts from 'typescript'
import { tensorAsList } from '../../diagnostics.generated.ts'
import { nameOf } from '../assignments.ts'
import { EQUALITY, type HazardContext, type HazardRule, isAsked, shorten } from './hazardRule.ts'

/** Members of lists that tensors do not have; `slice`, `concat` and `reverse` are ops as well. */
const LIST_MEMBERS =
  /^(length|map|flatMap|forEach|filter|some|every|find(Last)?(Index)?|reduce(Right)?|push|pop|at|indexOf|includes|entries|values|join)$/

export const checkListUses: HazardRule = (node, context) => {
  if (ts.isElementAccessExpression(node)) checkElement(node, context)
  else if (ts.isPropertyAccessExpression(node)) checkMember(node, context)
  else if (ts.isForOfStatement(node) || ts.isForInStatement(node)) reportList(node.expression, 'for', context)
  else if (ts.isSpreadElement(node)) reportList(node.expression, '...', context)
  else if (ts.isYieldExpression(node) && node.asteriskToken && node.expression)
    reportList(node.expression, 'yield*', context)
  else if (ts.isVariableDeclaration(node) && node.initializer)
    checkPattern(node.name, node.initializer, context)
  else if (ts.isBinaryExpression(node)) checkAssignment(node, context)
  else if (ts.isCallExpression(node) || ts.isNewExpression(node)) checkCall(node, context)
}

function checkElement(node: ts.ElementAccessExpression, context: HazardContext): void {
  const { expression: tensor, argumentExpression: index } = node
  const name = nameOf(index)
  const isIndex = name === null ? isNumber(context.checker, index) : /^\d+$/.test(name)
  if (name === 'length') reportMember(node, name, tensor, context)
  else if (isIndex && isTensor(tensor, context)) report(tensor, node, shorten(index), context)
}

function isNumber(checker: ts.TypeChecker, index: ts.Expression): boolean {
  return (checker.getTypeAtLocation(index).flags & ts.TypeFlags.NumberLike) !== 0
}

function checkMember(node: ts.PropertyAccessExpression, context: HazardContext): void {
  const { expression: tensor, name } = node
  const isAskedOnly = isAsked(node) && !isComparedWithNumber(node, context)
  if (LIST_MEMBERS.test(name.text) && !isAskedOnly) reportMember(name, name.text, tensor, context)
}

/** `x.length === 2` asks for more than whether there is one. */
function isComparedWithNumber(member: ts.PropertyAccessExpression, { checker }: HazardContext): boolean {
  const { parent } = member
  if (!ts.isBinaryExpression(parent) || !EQUALITY.has(parent.operatorToken.kind)) return false
  return isNumber(checker, parent.left === member ? parent.right : parent.left)
}

function reportMember(node: ts.Node, member: string, tensor: ts.Expression, context: HazardContext): void {
  if (!isTensor(tensor, context)) return
  const text = shorten(tensor)
  const instead = member === 'length' ? `${text}.shape[0]` : `tf.unstack(${text}).${member}`
  context.report(node, (place) => tensorAsList({ use: `.${member}`, tensor: text, instead }, place))
}

/** `const [a, b] = x`, `const { length } = x` */
function checkPattern(pattern: ts.BindingName, tensor: ts.Expression, context: HazardContext): void {
  if (ts.isArrayBindingPattern(pattern)) reportList(tensor, pattern.getText(), context)
  if (!ts.isObjectBindingPattern(pattern)) return
  for (const { propertyName, name } of pattern.elements) checkTaken(propertyName ?? name, tensor, context)
}

/** `[a, b] = x`, `({ length } = x)` */
function checkAssignment({ left, operatorToken, right }: ts.BinaryExpression, context: HazardContext): void {
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken) return
  if (ts.isArrayLiteralExpression(left)) reportList(right, shorten(left), context)
  if (!ts.isObjectLiteralExpression(left)) return
  for (const { name } of left.properties) if (name) checkTaken(name, right, context)
}

/** Methods of lists are not taken out of them. */
function checkTaken(name: ts.Node, tensor: ts.Expression, context: HazardContext): void {
  const isLength = (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) && name.text === 'length'
  if (isLength) reportMember(name, 'length', tensor, context)
}

/** `Array.from(x)`, `new Set(x)`. */
function checkCall(
  { expression: callee, arguments: given }: ts.CallExpression | ts.NewExpression,
  context: HazardContext,
): void {
  const name = callee.getText()
  const [first] = given ?? []
  if (first && /^(Array\.from|Set|Map)$/.test(name)) reportList(first, `${name}()`, context)
}

/** Whether it is certain that this is one tensor: what a module without a type gives may be a list of them. */
const isTensor = (expression: ts.Expression, { kindOf }: HazardContext): boolean =>
  ['tensor', 'optional'].includes(kindOf(expression))

function reportList(tensor: ts.Expression, use: string, context: HazardContext): void {
  if (isTensor(tensor, context)) report(tensor, tensor, null, context, use)
}

function report(
  tensor: ts.Expression,
  node: ts.Node,
  index: string | null,
  context: HazardContext,
  use = `[${index}]`,
): void {
  const text = shorten(tensor)
  const instead = `tf.unstack(${text})${index === null ? '' : `[${index}]`}`
  context.report(node, (place) => tensorAsList({ use, tensor: text, instead }, place))
}
