/**
 * @file Code that would be captured wrongly: it asks a tensor for a value that it does not have yet.
 *
 * JavaScript cannot trap truthiness or `===`: an object is always true and equal only to itself, so without
 * this check such code gives a wrong graph instead of an error.
 */
import type { DiagnosticError, SourceLocation } from '@tsfx/ir'
import ts from 'typescript'
import {
  asyncForwardSource,
  tensorIdentity,
  tensorOperator,
  tensorSwitch,
  tensorTruthiness,
  tensorValueRead,
} from '../diagnostics.generated.ts'
import type { CapturedCode, FunctionNode } from './capturedCode.ts'
import { declaredType, isNullish, type TensorKind, withoutAssertions } from './tensorTypes.ts'
import { VALUE_READERS } from './valueReaders.ts'

/** What a rule needs to know of the code. */
export interface HazardContext {
  readonly checker: ts.TypeChecker
  kindOf(expression: ts.Expression): TensorKind
  report(node: ts.Node, make: (place: { loc: SourceLocation; frame: string }) => DiagnosticError): void
}

/** Reports every hazard in captured functions, once. */
export function findHazards(code: CapturedCode, context: HazardContext): void {
  const seen = new Set<ts.Node>()
  const visit = (node: ts.Node): void => {
    if (seen.has(node)) return
    seen.add(node)
    for (const rule of RULES) rule(node, context)
    ts.forEachChild(node, visit)
  }
  for (const node of code.entries) checkAsync(node, context)
  for (const node of code.functions) visit(node)
}

const RULES: readonly ((node: ts.Node, context: HazardContext) => void)[] = [
  checkConditions,
  checkSwitch,
  checkComparison,
  checkIdentityCall,
  checkOperators,
  checkReads,
]

function checkAsync(node: FunctionNode, { checker, report }: HazardContext): void {
  const signature = checker.getSignatureFromDeclaration(node)
  const returned = signature && checker.getReturnTypeOfSignature(signature).getSymbol()?.name
  const isAsync = (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Async) !== 0
  const name = node.name?.getText() ?? 'the function'
  if (isAsync || returned === 'Promise')
    report(node.name ?? node, (place) => asyncForwardSource({ name }, place))
}

function checkConditions(node: ts.Node, context: HazardContext): void {
  if (ts.isIfStatement(node)) checkTruthiness(node.expression, 'if', context)
  else if (ts.isWhileStatement(node)) checkTruthiness(node.expression, 'while', context)
  else if (ts.isDoStatement(node)) checkTruthiness(node.expression, 'do', context)
  else if (ts.isForStatement(node) && node.condition) checkTruthiness(node.condition, 'for', context)
  else if (ts.isConditionalExpression(node)) checkTruthiness(node.condition, '?:', context)
  else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    checkTruthiness(node.operand, '!', context)
  } else if (ts.isBinaryExpression(node) && LOGICAL.has(node.operatorToken.kind)) {
    checkTruthiness(node.left, node.operatorToken.getText(), context)
  } else if (
    ts.isCallExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'Boolean'
  ) {
    const [argument] = node.arguments
    if (argument) checkTruthiness(argument, 'Boolean()', context)
  } else checkPredicate(node, context)
}

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
  if (/^(filter|some|every|find(Last)?(Index)?)$/.test(name)) checkTruthiness(returned, `${name}()`, context)
}

/** Reports a tested tensor; the left sides of `&&` and `||` and the operand of `!` are tested by their own rule. */
function checkTruthiness(tested: ts.Expression, construct: string, context: HazardContext): void {
  const inner = withoutAssertions(tested)
  if (ts.isBinaryExpression(inner) && LOGICAL.has(inner.operatorToken.kind)) {
    checkTruthiness(inner.right, construct, context)
  } else if (context.kindOf(inner) === 'tensor') {
    context.report(inner, (place) => tensorTruthiness({ construct, tensor: shorten(inner) }, place))
  }
}

function checkSwitch(node: ts.Node, { kindOf, report }: HazardContext): void {
  // `switch (true) { case x: }` compares x with true.
  if (!ts.isSwitchStatement(node) && !ts.isCaseClause(node)) return
  const { expression } = node
  const kind = kindOf(expression)
  if (kind === 'tensor' || kind === 'optional') {
    report(expression, (place) => tensorSwitch({ tensor: shorten(expression) }, place))
  }
}

function checkComparison(node: ts.Node, { checker, kindOf, report }: HazardContext): void {
  if (!ts.isBinaryExpression(node) || !EQUALITY.has(node.operatorToken.kind)) return
  const { left, right } = node
  if (isNullish(checker, left) || isNullish(checker, right)) return
  const tensor = kindOf(left) !== 'none' ? left : kindOf(right) !== 'none' ? right : null
  if (!tensor) return
  // `mode === 'none'` for `mode: Tensor | 'none'` asks which of the two it is.
  const other = tensor === left ? right : left
  const declared = declaredType(checker, withoutAssertions(tensor))
  const isTyped = declared && !(declared.flags & ts.TypeFlags.Any)
  const isAlternative = isTyped && checker.isTypeAssignableTo(checker.getTypeAtLocation(other), declared)
  if (isAlternative && kindOf(other) === 'none') return
  const operator = node.operatorToken.getText()
  report(node, (place) => tensorIdentity({ operator, tensor: shorten(tensor) }, place))
}

/** Calls that compare as `===` does: `Object.is(x, y)`, `list.includes(x)`. */
function checkIdentityCall(node: ts.Node, { kindOf, report }: HazardContext): void {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return
  const { expression: receiver, name } = node.expression
  const isObjectIs = receiver.getText() === 'Object' && name.text === 'is'
  if (!isObjectIs && !/^(includes|indexOf|lastIndexOf)$/.test(name.text)) return
  const tensor = node.arguments.slice(0, isObjectIs ? 2 : 1).find((argument) => kindOf(argument) !== 'none')
  const operator = isObjectIs ? 'Object.is' : `${name.text}()`
  if (tensor) report(node, (place) => tensorIdentity({ operator, tensor: shorten(tensor) }, place))
}

function checkOperators(node: ts.Node, { kindOf, report }: HazardContext): void {
  const isTensor = (operand: ts.Expression): boolean => ['tensor', 'optional'].includes(kindOf(operand))
  if (ts.isBinaryExpression(node) && isArithmetic(node.operatorToken.kind)) {
    const tensor = [node.left, node.right].find(isTensor)
    const operator = node.operatorToken.getText()
    if (tensor) report(node, (place) => tensorOperator({ operator, tensor: shorten(tensor) }, place))
  } else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const { operand } = node
    const operator = ts.tokenToString(node.operator) ?? ''
    if (node.operator === ts.SyntaxKind.ExclamationToken || !isTensor(operand)) return
    report(node, (place) => tensorOperator({ operator, tensor: shorten(operand) }, place))
  }
}

function checkReads(node: ts.Node, context: HazardContext): void {
  const { kindOf, report } = context
  if (ts.isPropertyAccessExpression(node)) checkRead(node.name, node, context)
  else if (ts.isElementAccessExpression(node)) checkRead(node.argumentExpression, node, context)
  else if (ts.isVariableDeclaration(node) && node.initializer && ts.isObjectBindingPattern(node.name)) {
    checkPattern(node.name, node.initializer, context)
  } else if (ts.isTemplateSpan(node) && ['tensor', 'optional'].includes(kindOf(node.expression))) {
    const { expression } = node
    report(expression, (place) => tensorValueRead({ read: 'printing', tensor: shorten(expression) }, place))
  }
}

/** `x.dataSync`, called here or handed on to be called; whether a value has the method may be asked. */
function checkRead(
  name: ts.Node,
  access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  context: HazardContext,
): void {
  if (!isAsked(access)) reportRead(name, access.expression, context)
}

/** `const { dataSync } = x` */
function checkPattern(pattern: ts.ObjectBindingPattern, tensor: ts.Expression, context: HazardContext): void {
  for (const { propertyName, name } of pattern.elements) reportRead(propertyName ?? name, tensor, context)
}

function reportRead(name: ts.Node, tensor: ts.Expression, { kindOf, report }: HazardContext): void {
  if (!ts.isIdentifier(name) && !ts.isStringLiteralLike(name)) return
  if (!VALUE_READERS.has(name.text) || kindOf(tensor) === 'none') return
  report(name, (place) => tensorValueRead({ read: `\`${name.text}()\``, tensor: shorten(tensor) }, place))
}

/** Whether a member is only tested: `if (x.data)`, `typeof x.data`, `x.data !== undefined`. */
function isAsked(member: ts.Expression): boolean {
  const { parent } = member
  if (ts.isConditionalExpression(parent)) return parent.condition === member
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken
    return EQUALITY.has(kind) || (LOGICAL.has(kind) && parent.left === member)
  }
  return ts.isIfStatement(parent) || ts.isTypeOfExpression(parent) || ts.isPrefixUnaryExpression(parent)
}

const LOGICAL: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
])

const EQUALITY: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
])

/** `+ - * / % **`, shifts, `& | ^`, `< > <= >=`, and their assignments. */
function isArithmetic(kind: ts.SyntaxKind): boolean {
  const operator = ts.tokenToString(kind) ?? ''
  return /^([+\-*/%&|^]|\*\*|<<|>>>?)=?$/.test(operator) || /^[<>]=?$/.test(operator)
}

/** Source text that fits in a message. */
function shorten(expression: ts.Expression): string {
  const text = expression.getText().replace(/\s+/g, ' ')
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}
