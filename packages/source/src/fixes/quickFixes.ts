/**
 * @file Rewrites of hazards that have one right answer. Each is tried before it is offered: in the text it gives, the finding is gone,
 * no other has come, and the file has no new error of types.
 */
import ts from 'typescript'
import { LOGICAL } from '../check/rules/hazardRule.ts'
import { checkFile } from '../live/liveChecker.ts'
import type { LivePrograms } from '../live/livePrograms.ts'
import type { TextEdit } from '../live/tagEdit.ts'
import { ExpressionRewriter } from './rewriteExpression.ts'
import { rewriteIf } from './rewriteStatement.ts'
import { isTarget, isWrittenThrough } from './targets.ts'
import { isVisible, tfjsNamespace } from './tfjsNamespace.ts'

/** The range of a finding; counts from 1. */
export interface FixPlace {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

export interface QuickFix {
  readonly title: string
  readonly edits: readonly TextEdit[]
}

/** Truthiness, operators, comparisons, conversions; lists. */
const OF_EXPRESSIONS = /^TSFX11(01|03|08|11)$/
const OF_LISTS = 'TSFX1112'
/** Each try checks the whole file. */
const TRIES = 3

/** The fixes of a finding: one, or none. */
export function quickFixes(
  programs: LivePrograms,
  file: string,
  code: string,
  place: FixPlace,
): readonly QuickFix[] {
  const program = programs.programOf(file)
  const tree = program.getSourceFile(file)
  const node = tree && expressionAt(tree, place)
  const namespace = tree && tfjsNamespace(tree)
  if (!node || !namespace) return []
  const checker = program.getTypeChecker()
  if (!isVisible(checker, node, namespace)) return []
  const edits = candidates(checker, node, code, namespace.name).filter((edit) => keepsComments(tree, edit))
  for (const edit of edits.slice(0, TRIES)) {
    const all = [
      ...(namespace.edit && edit.text.includes(`${namespace.name}.`) ? [namespace.edit] : []),
      edit,
    ]
    if (isRight(programs, program, tree, code, all))
      return [{ title: `Write ${shortened(edit.text)}`, edits: all }]
  }
  return []
}

/** Rewrites of what holds the finding, the widest first. */
function candidates(checker: ts.TypeChecker, node: ts.Expression, code: string, tf: string): TextEdit[] {
  if (code === OF_LISTS) return listEdits(checker, node, tf)
  if (!OF_EXPRESSIONS.test(code)) return []
  const rewriter = new ExpressionRewriter(checker, tf)
  const edits: TextEdit[] = []
  let top: ts.Node = node
  while (ts.isExpression(top)) {
    const text = rewriter.tensor(top)
    if (text !== null && text !== top.getText() && !isTested(top))
      edits.unshift({ start: top.getStart(), end: top.end, text })
    // The left side of an assignment, a callee and the like hold no value to be rewritten.
    if (!isPart(top)) break
    top = top.parent
  }
  const statement = ts.isExpression(top) ? top.parent : top
  const chosen = ts.isIfStatement(statement) ? rewriteIf(statement, rewriter) : null
  return chosen ? [chosen, ...edits] : edits
}

/** Whether an expression is an operand of another that may mean an op. */
function isPart({ parent }: ts.Expression): boolean {
  return (
    ts.isParenthesizedExpression(parent) ||
    ts.isBinaryExpression(parent) ||
    ts.isPrefixUnaryExpression(parent) ||
    ts.isConditionalExpression(parent) ||
    (ts.isCallExpression(parent) && /^Math\.\w+$/.test(parent.expression.getText()))
  )
}

/** Whether JavaScript tests it as a whole with others: a tensor among them would be one that is always true. */
function isTested(node: ts.Expression): boolean {
  const { parent } = node
  if (ts.isParenthesizedExpression(parent)) return isTested(parent)
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken
  return ts.isBinaryExpression(parent) && LOGICAL.has(parent.operatorToken.kind)
}

/**
 * `x.length` is `x.shape[0]`; elements are slices along the first axis. What is written to is left alone: the list is a new one each
 * time.
 */
function listEdits(checker: ts.TypeChecker, node: ts.Expression, tf: string): TextEdit[] {
  const { parent } = node
  const [start, end] = [node.getStart(), node.end]
  if (ts.isPropertyAccessExpression(parent) && parent.name === node)
    return node.getText() === 'length' && !isTarget(parent) ? [{ start, end, text: 'shape[0]' }] : []
  const isName = ts.isBindingElement(parent) || (ts.isObjectLiteralElement(parent) && parent.name === node)
  if (isName || ts.isForInStatement(parent) || isWrittenThrough(node)) return []
  if (ts.isElementAccessExpression(node)) {
    const { expression, argumentExpression: index } = node
    if (ts.isStringLiteralLike(index) && index.text === 'length')
      return [{ start, end, text: `${expression.getText()}.shape[0]` }]
    if (node.questionDotToken || !mayBeIndex(checker, index)) return []
    return [
      { start: expression.getStart(), end: expression.end, text: `${tf}.unstack(${expression.getText()})` },
    ]
  }
  return [{ start, end, text: `${tf}.unstack(${node.getText()})` }]
}

/** A list has nothing at -1 and at 0.5, so that something else is meant. */
function mayBeIndex(checker: ts.TypeChecker, index: ts.Expression): boolean {
  const type = checker.getTypeAtLocation(index)
  return !type.isNumberLiteral() || (Number.isInteger(type.value) && type.value >= 0)
}

/** Whether all that looks like a comment in the text that goes is there in the one that comes. */
function keepsComments({ text }: ts.SourceFile, edit: TextEdit): boolean {
  const count = (part: string) => part.match(/\/[/*]/g)?.length ?? 0
  return count(edit.text) >= count(text.slice(edit.start, edit.end))
}

/** The widest expression with exactly this range. */
function expressionAt(tree: ts.SourceFile, place: FixPlace): ts.Expression | null {
  const lines = tree.getLineStarts()
  const offset = (line: number, column: number) => (lines[line - 1] ?? Number.NaN) + column - 1
  const start = offset(place.line, place.column)
  const end = offset(place.endLine, place.endColumn)
  let found: ts.Expression | null = null
  const visit = (node: ts.Node): void => {
    if (found || node.end < end || node.pos > start) return
    if (node.getStart(tree) === start && node.end === end && ts.isExpression(node)) found = node
    else ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function isRight(
  programs: LivePrograms,
  before: ts.Program,
  tree: ts.SourceFile,
  code: string,
  edits: readonly TextEdit[],
): boolean {
  const after = programs.programWith(tree.fileName, applied(tree.text, edits))
  const edited = after.getSourceFile(tree.fileName)
  if (!edited || after.getSyntacticDiagnostics(edited).length > before.getSyntacticDiagnostics(tree).length)
    return false
  const findings = checkFile(before, tree).map((report) => `${report.code} ${report.message}`)
  const left = checkFile(after, edited).map((report) => `${report.code} ${report.message}`)
  const isLess = left.length < findings.length && isPartOf(left, findings)
  const ofCode = (list: readonly string[]) => list.filter((text) => text.startsWith(code)).length
  return (
    isLess && ofCode(left) < ofCode(findings) && isPartOf(errorsOf(after, edited), errorsOf(before, tree))
  )
}

const errorsOf = (program: ts.Program, tree: ts.SourceFile): readonly string[] =>
  program
    .getSemanticDiagnostics(tree)
    .map(({ code, messageText }) => `${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)

/** Whether each text is in the list as often at least. */
function isPartOf(texts: readonly string[], list: readonly string[]): boolean {
  const rest = [...list]
  return texts.every((text) => {
    const at = rest.indexOf(text)
    if (at >= 0) rest.splice(at, 1)
    return at >= 0
  })
}

function applied(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((edited, edit) => edited.slice(0, edit.start) + edit.text + edited.slice(edit.end), text)
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
