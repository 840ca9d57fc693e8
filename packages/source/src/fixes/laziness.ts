/**
 * @file Whether a value may be computed that JavaScript would have left alone: an op computes both sides of a choice. Wrong for what
 * changes something, and endless for a function that calls itself in one of them.
 */
import ts from 'typescript'
import { isAssignment } from './targets.ts'
import { tfjsCall } from './tfjsCall.ts'

/** Whether computing an expression always, instead of sometimes, changes nothing but time. */
export function mayAlwaysRun(checker: ts.TypeChecker, expression: ts.Expression): boolean {
  const around = new Set<ts.Node>()
  for (let node: ts.Node = expression.parent; !ts.isSourceFile(node); node = node.parent)
    if (ts.isFunctionLike(node)) around.add(node)
  const seen = new Set<ts.Node>()
  const isHarmless = (node: ts.Node): boolean => {
    if (changes(node)) return false
    if (ts.isCallExpression(node) && !tfjsCall(checker, node)) {
      const called = checker.getResolvedSignature(node)?.declaration
      if (!called || around.has(called)) return false
      if (!isRead(called, seen, isHarmless)) return false
    }
    return ts.forEachChild(node, (child) => (isHarmless(child) ? undefined : true)) !== true
  }
  return isHarmless(expression)
}

/** Libraries do not call back into the user's functions; of a user's function the code must be known. */
function isRead(called: ts.Node, seen: Set<ts.Node>, isHarmless: (node: ts.Node) => boolean): boolean {
  if (seen.has(called)) return true
  seen.add(called)
  const { fileName, isDeclarationFile } = called.getSourceFile()
  if (isDeclarationFile || /[/\\]node_modules[/\\]/.test(fileName)) return true
  const { body } = called as { readonly body?: ts.Node }
  return body !== undefined && isHarmless(body)
}

function changes(node: ts.Node): boolean {
  if (ts.isBinaryExpression(node) && isAssignment(node)) return true
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node))
    return node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken
  return (
    ts.isDeleteExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isYieldExpression(node) ||
    ts.isThrowStatement(node) ||
    ts.isNewExpression(node) ||
    ts.isTaggedTemplateExpression(node)
  )
}
