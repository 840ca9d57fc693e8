/** @file Tensors used as if they were lists: `x[0]`, `x.length`, `for (const row of x)`, `[...x]`, `x.map(f)`. */
import ts from 'typescript'
import { tensorAsList } from '../../diagnostics.generated.ts'
import { nameOf } from '../assignments.ts'
import { type HazardContext, type HazardRule, isAsked, shorten } from './hazardRule.ts'

/** Members of lists that tensors do not have; `slice`, `concat` and `reverse` are ops as well. */
const LIST_MEMBERS =
  /^(length|map|flatMap|forEach|filter|some|every|find(Last)?(Index)?|reduce(Right)?|push|pop|at|indexOf|includes|entries|values|join)$/

export const checkListUses: HazardRule = (node, context) => {
  if (ts.isElementAccessExpression(node)) checkElement(node, context)
  else if (ts.isPropertyAccessExpression(node)) checkMember(node, context)
  else if (ts.isForOfStatement(node)) reportList(node.expression, 'for', context)
  else if (ts.isSpreadElement(node)) reportList(node.expression, '...', context)
  else if (ts.isYieldExpression(node) && node.asteriskToken && node.expression)
    reportList(node.expression, 'yield*', context)
  else if (ts.isVariableDeclaration(node) && ts.isArrayBindingPattern(node.name) && node.initializer)
    reportList(node.initializer, node.name.getText(), context)
  else if (ts.isBinaryExpression(node) && isListAssignment(node))
    reportList(node.right, shorten(node.left), context)
  else if (ts.isCallExpression(node) || ts.isNewExpression(node)) checkCall(node, context)
}

function checkElement(node: ts.ElementAccessExpression, context: HazardContext): void {
  const { expression: tensor, argumentExpression: index } = node
  const name = nameOf(index)
  const isIndex = name === null ? isNumber(context.checker, index) : /^\d+$/.test(name)
  if (isIndex && isTensor(tensor, context)) report(tensor, node, shorten(index), context)
}

function isNumber(checker: ts.TypeChecker, index: ts.Expression): boolean {
  return (checker.getTypeAtLocation(index).flags & ts.TypeFlags.NumberLike) !== 0
}

function checkMember(node: ts.PropertyAccessExpression, context: HazardContext): void {
  const { expression: tensor, name } = node
  if (!LIST_MEMBERS.test(name.text) || isAsked(node) || !isTensor(tensor, context)) return
  const text = shorten(tensor)
  const instead = name.text === 'length' ? `${text}.shape[0]` : `tf.unstack(${text}).${name.text}`
  context.report(name, (place) => tensorAsList({ use: `.${name.text}`, tensor: text, instead }, place))
}

const isListAssignment = ({ left, operatorToken }: ts.BinaryExpression): boolean =>
  ts.isArrayLiteralExpression(left) && operatorToken.kind === ts.SyntaxKind.EqualsToken

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
