/** @file Statements that choose by a tensor, as one `tf.where`: `if (t) return a; return b`, `if (t) y = a; else y = b`. */
import ts from 'typescript'
import type { TextEdit } from '../live/tagEdit.ts'
import type { ExpressionRewriter } from './rewriteExpression.ts'

/** The statement for an `if` whose branches give or set one value each; null for any other. */
export function rewriteIf(node: ts.IfStatement, rewriter: ExpressionRewriter): TextEdit | null {
  const then = onlyStatement(node.thenStatement)
  const next = node.elseStatement ? null : followingStatement(node)
  const other = node.elseStatement ? onlyStatement(node.elseStatement) : next
  if (!then) return null
  if (ts.isReturnStatement(then)) {
    if (!other || !ts.isReturnStatement(other) || !then.expression || !other.expression) return null
    const value = rewriter.where(node.expression, then.expression, other.expression)
    const kept = [node.expression, then.expression, other.expression]
    return value === null ? null : edit(node, next ?? node, `return ${value}`, kept)
  }
  const set = assignmentOf(then)
  if (!set) return null
  const otherwise = node.elseStatement
    ? other && assignmentOf(other)
    : { target: set.target, value: set.target }
  if (!otherwise || otherwise.target.getText() !== set.target.getText()) return null
  const value = rewriter.where(node.expression, set.value, otherwise.value)
  const kept = [node.expression, set.target, set.value, otherwise.target, otherwise.value]
  return value === null ? null : edit(node, node, `${set.target.getText()} = ${value}`, kept)
}

function onlyStatement(node: ts.Statement): ts.Statement | null {
  if (!ts.isBlock(node)) return node
  return node.statements.length === 1 ? (node.statements[0] ?? null) : null
}

function followingStatement(node: ts.Statement): ts.Statement | null {
  const { parent } = node
  const statements: readonly ts.Statement[] =
    ts.isBlock(parent) || ts.isSourceFile(parent) ? parent.statements : []
  return statements[statements.indexOf(node) + 1] ?? null
}

/** `y = a`, where y is a variable. */
function assignmentOf(node: ts.Statement): { target: ts.Identifier; value: ts.Expression } | null {
  if (!ts.isExpressionStatement(node) || !ts.isBinaryExpression(node.expression)) return null
  const { left, operatorToken, right } = node.expression
  const isSet = operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isIdentifier(left)
  return isSet ? { target: left, value: right } : null
}

/** Replaces statements, unless a comment between the parts that are kept would be lost. */
function edit(
  first: ts.Statement,
  last: ts.Statement,
  text: string,
  kept: readonly ts.Expression[],
): TextEdit | null {
  const tree = first.getSourceFile()
  const [start, end] = [first.getStart(tree), last.end]
  let lost = tree.text.slice(start, end)
  for (const one of kept) lost = lost.replace(one.getText(tree), '')
  if (/\/[/*]/.test(lost)) return null
  return { start, end, text: text + (needsSemicolon(tree.text, end) ? ';' : '') }
}

/** Where the code has one, and where the next line would go on with the expression, or there is no next line. */
function needsSemicolon(text: string, end: number): boolean {
  if (text[end - 1] === ';') return true
  const [space = ''] = /^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*/.exec(text.slice(end)) ?? []
  const next = text.slice(end + space.length)
  if (next === '' || next.startsWith('}')) return false
  return !space.includes('\n') || /^(?:[([`/+\-*,.<>=&|?%^!]|in\b|instanceof\b|as\b)/.test(next)
}
