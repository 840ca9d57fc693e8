/** @file What a rule of the static check is given, and the words it tells a user. */
import type { DiagnosticError, SourceLocation } from '@tsfx/ir'
import ts from 'typescript'
import type { TensorKind } from '../tensorTypes.ts'

export interface HazardContext {
  readonly checker: ts.TypeChecker
  kindOf(expression: ts.Expression): TensorKind
  /** What the elements of a list are, all of them. */
  elementKindOf(list: ts.Expression): TensorKind
  /** Told of what would be a hazard if it were not a test for presence, or for which of several types it is. */
  allow(node: ts.Node): void
  report(node: ts.Node, make: (place: { loc: SourceLocation; frame: string }) => DiagnosticError): void
}

/** Looks at one node of captured code, and reports what would be captured wrongly. */
export type HazardRule = (node: ts.Node, context: HazardContext) => void

/** Whether an operation on `kind` needs the values of a tensor; a union with numbers may have been told apart. */
export const needsValues = (kind: TensorKind): boolean =>
  kind === 'tensor' || kind === 'optional' || kind === 'likely'

/** Source text that fits in a message. */
export function shorten(expression: ts.Node): string {
  const text = expression.getText().replace(/\s+/g, ' ')
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

/** `&&`, `||` and their assignments. */
export const LOGICAL: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
])

export const EQUALITY: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
])

/** Whether a member is only tested: `if (x.data)`, `typeof x.data`, `x.data !== undefined`. */
export function isAsked(member: ts.Expression): boolean {
  const { parent } = member
  if (ts.isConditionalExpression(parent)) return parent.condition === member
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken
    return EQUALITY.has(kind) || (LOGICAL.has(kind) && parent.left === member)
  }
  return ts.isIfStatement(parent) || ts.isTypeOfExpression(parent) || ts.isPrefixUnaryExpression(parent)
}
