/** @file Places that are written to: what is read there has no value that a rewrite could give another form. */
import ts from 'typescript'

/** Whether an assignment, `++`, `delete`, a pattern or a loop writes to an expression. */
export function isTarget(node: ts.Expression): boolean {
  const { parent } = node
  if (ts.isBinaryExpression(parent)) return parent.left === node && isAssignment(parent)
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
    return (
      parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
    )
  if (ts.isDeleteExpression(parent)) return true
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node && isTarget(parent.parent)
  if (ts.isShorthandPropertyAssignment(parent) || ts.isSpreadAssignment(parent))
    return isTarget(parent.parent)
  const isPassedOn =
    ts.isArrayLiteralExpression(parent) ||
    ts.isSpreadElement(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isAssertionExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isSatisfiesExpression(parent)
  return isPassedOn && isTarget(parent)
}

/** Whether an expression or a member of what it gives is written to: `x[0]` in `x[0][1] = 2`. */
export function isWrittenThrough(node: ts.Expression): boolean {
  if (isTarget(node)) return true
  let outer: ts.Node = node.parent
  while (
    ts.isParenthesizedExpression(outer) ||
    ts.isAssertionExpression(outer) ||
    ts.isNonNullExpression(outer)
  )
    outer = outer.parent
  if (!ts.isPropertyAccessExpression(outer) && !ts.isElementAccessExpression(outer)) return false
  return isWithin(node, outer.expression) && isWrittenThrough(outer)
}

/** `=`, `+=` and the like. */
export function isAssignment({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
}

/** Whether anything writes to a variable after its declaration. */
export function isReassigned(checker: ts.TypeChecker, symbol: ts.Symbol, declaration: ts.Node): boolean {
  const scope = ts.findAncestor(declaration, ts.isFunctionLike) ?? declaration.getSourceFile()
  const visit = (node: ts.Node): boolean =>
    (ts.isIdentifier(node) &&
      node.text === symbol.name &&
      ts.isExpression(node) &&
      isTarget(node) &&
      symbolAt(checker, node) === symbol) ||
    ts.forEachChild(node, visit) === true
  return visit(scope)
}

function symbolAt(checker: ts.TypeChecker, node: ts.Identifier): ts.Symbol | undefined {
  return ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node)
}

const isWithin = (node: ts.Node, outer: ts.Node): boolean => node.pos >= outer.pos && node.end <= outer.end
