/** @file The call that a position in an editor is on, and where V8 says that it is made. */
import ts from 'typescript'
import { reportedPosition } from '../callAt.ts'

export interface CallUnder {
  /** As in a stack frame; counts from 1. */
  readonly line: number
  readonly column: number
  /** What is called: `this.conv.forward`. Offsets. */
  readonly start: number
  readonly end: number
  /** Of `block.forward(x)`, what is before `.forward`: its text, and the class that its type names. */
  readonly module: { readonly text: string; readonly className: string | null } | null
}

/**
 * The innermost call whose callee is at an offset of `tree`, or whose result is the variable declared there. With a checker, what the
 * type of the module is.
 */
export function callUnder(tree: ts.SourceFile, offset: number, checker?: ts.TypeChecker): CallUnder | null {
  const call = callOf(tree, offset)
  if (!call) return null
  const reported = tree.getLineAndCharacterOfPosition(reportedPosition(call, tree))
  const { expression } = call
  const isForward = ts.isPropertyAccessExpression(expression) && expression.name.text === 'forward'
  const owner = isForward ? expression.expression : null
  const type = owner && checker ? checker.getTypeAtLocation(owner) : null
  return {
    line: reported.line + 1,
    column: reported.character + 1,
    start: expression.getStart(tree),
    end: expression.end,
    module: owner && { text: owner.getText(tree), className: type?.getSymbol()?.name ?? null },
  }
}

function callOf(tree: ts.SourceFile, offset: number): ts.CallExpression | null {
  let found: ts.CallExpression | null = null
  const visit = (node: ts.Node): void => {
    if (offset < node.getStart(tree) || offset > node.end) return
    if (ts.isCallExpression(node) && offset <= node.expression.end) found = node
    const isNamed = ts.isVariableDeclaration(node) && offset <= node.name.end
    if (isNamed && node.initializer && ts.isCallExpression(node.initializer)) found = node.initializer
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}
