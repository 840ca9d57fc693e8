/** @file Which function or method of TensorFlow.js a call calls, told by the declaration and not by the name it has in the file. */
import ts from 'typescript'
import { isOfTfjs, withoutAssertions } from '../check/tensorTypes.ts'

export interface TfjsCall {
  readonly op: string
  /** Of a method, the tensor it is called on comes first. */
  readonly operands: readonly ts.Expression[]
}

/** The op of a call, or null for a call of anything else. */
export function tfjsCall(checker: ts.TypeChecker, node: ts.Expression): TfjsCall | null {
  if (!ts.isCallExpression(node) || node.questionDotToken) return null
  const callee = withoutAssertions(node.expression)
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee
  if (!ts.isIdentifier(name)) return null
  const symbol = checker.getSymbolAtLocation(name)
  const declared = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  if (!declared?.declarations?.length || !declared.declarations.every(isOfTfjs)) return null
  const isMethod = declared.declarations.some(
    ({ kind }) => kind === ts.SyntaxKind.MethodSignature || kind === ts.SyntaxKind.MethodDeclaration,
  )
  if (!isMethod) return { op: declared.name, operands: node.arguments }
  return ts.isPropertyAccessExpression(callee)
    ? { op: declared.name, operands: [callee.expression, ...node.arguments] }
    : null
}
