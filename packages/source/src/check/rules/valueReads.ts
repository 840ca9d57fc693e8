/** @file Reads of a tensor's values: `x.dataSync()`, `const { data } = x`, `tf.print(x)`. */
import ts from 'typescript'
import { tensorValueRead } from '../../diagnostics.generated.ts'
import { isDeclaredByTfjs, withoutAssertions } from '../tensorTypes.ts'
import { VALUE_READERS } from '../valueReaders.ts'
import { type HazardContext, type HazardRule, isAsked, needsValues, shorten } from './hazardRule.ts'

/** Functions of TensorFlow.js that read the tensor they are given. */
const READING_FUNCTIONS = /^(print|toPixels|draw)$/

export const checkValueReads: HazardRule = (node, context) => {
  if (ts.isPropertyAccessExpression(node)) checkMember(node.name, node, context)
  else if (ts.isElementAccessExpression(node)) checkMember(node.argumentExpression, node, context)
  else if (ts.isVariableDeclaration(node) && node.initializer && ts.isObjectBindingPattern(node.name))
    checkPattern(node.name, node.initializer, context)
  else if (ts.isCallExpression(node)) checkFunction(node, context)
}

/** `x.dataSync`, called here or handed on to be called; whether a value has the method may be asked. */
function checkMember(
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

function reportRead(name: ts.Node, tensor: ts.Expression, { checker, kindOf, report }: HazardContext): void {
  if (!ts.isIdentifier(name) && !ts.isStringLiteralLike(name)) return
  if (!VALUE_READERS.has(name.text) || kindOf(tensor) === 'none' || isVariable(checker, tensor)) return
  report(name, (place) => tensorValueRead({ read: `\`${name.text}()\``, tensor: shorten(tensor) }, place))
}

/** A `tf.Variable` is never made by an op of forward: it has values during capture as well. */
function isVariable(checker: ts.TypeChecker, tensor: ts.Expression): boolean {
  const type = checker.getNonNullableType(checker.getTypeAtLocation(withoutAssertions(tensor)))
  return type.getSymbol()?.name === 'Variable'
}

function checkFunction(
  { expression: callee, arguments: [tensor] }: ts.CallExpression,
  { checker, kindOf, report }: HazardContext,
): void {
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee
  if (!tensor || !ts.isIdentifier(name) || !READING_FUNCTIONS.test(name.text)) return
  if (!needsValues(kindOf(tensor)) || !isDeclaredByTfjs(checker, callee)) return
  report(name, (place) =>
    tensorValueRead({ read: `\`${callee.getText()}()\``, tensor: shorten(tensor) }, place),
  )
}
