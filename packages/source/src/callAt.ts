/**
 * @file Finds the call expression that V8 reports at a position.
 *
 * V8 reports a call at the token before its `(` when that token is a name (`relu` in `tf.relu(x)` and in
 * `x.relu()`, `f` in `f(x)`), and at the `(` itself otherwise (`x['relu'](y)`, `this.#f(x)`, `f(x)(y)`).
 */
import type { SourceLocation } from '@tsfx/ir'
import ts from 'typescript'

/** The call at a place of `tree`, or null when none begins there. */
export function callAt(tree: ts.SourceFile, { line, column }: SourceLocation): ts.CallExpression | null {
  if (line < 1 || line > tree.getLineStarts().length) return null
  const position = tree.getPositionOfLineAndCharacter(line - 1, 0) + column - 1
  let found: ts.CallExpression | null = null
  const visit = (node: ts.Node): void => {
    if (position < node.pos || position >= node.end) return
    if (ts.isCallExpression(node) && reportedPosition(node, tree) === position) found = node
    else ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

/** Where V8 says that a call is made. */
export function reportedPosition(call: ts.CallExpression, tree: ts.SourceFile): number {
  let callee: ts.Expression = call.expression
  while (ts.isNonNullExpression(callee)) callee = callee.expression
  if (!call.questionDotToken) {
    const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee
    if (ts.isIdentifier(name) || name.kind === ts.SyntaxKind.SuperKeyword) return name.getStart(tree)
  }
  const parenthesis = call.getChildren(tree).find((child) => child.kind === ts.SyntaxKind.OpenParenToken)
  return parenthesis?.getStart(tree) ?? call.getStart(tree)
}
