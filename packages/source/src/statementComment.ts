/**
 * @file The comments a user wrote before a statement and those around it, as plain text.
 */
import ts from 'typescript'

/** Comments that speak to a tool or a lawyer, not to a reader. */
const DIRECTIVE =
  /^\s*(@ts-|eslint\b|biome-ignore|prettier-ignore|tslint:|oxlint|deno-lint|istanbul |c8 |v8 ignore|node:coverage|webpack|@vite|[#@]__\w+__|# sourceMappingURL|#?(end)?region\b|@license|@preserve|copyright\b|\(c\)|SPDX-)/i

/** The comment directly above the statement that holds `node`, without its marks, lines joined by \n; null when there is none. */
export function statementComment(node: ts.Node, tree: ts.SourceFile): string | null {
  const [statement] = enclosingStatements(node)
  return statement ? commentAbove(statement, tree) : null
}

/** The comments above the loops, conditions and other statements around that one in the same function, outermost first. */
export function commentsAround(node: ts.Node, tree: ts.SourceFile): readonly string[] {
  const [, ...around] = enclosingStatements(node)
  return around.reverse().flatMap((statement) => commentAbove(statement, tree) ?? [])
}

function commentAbove(statement: ts.Statement, tree: ts.SourceFile): string | null {
  let next = statement.getStart(tree)
  const lines: string[] = []
  for (const range of (ts.getLeadingCommentRanges(tree.text, statement.pos) ?? []).reverse()) {
    // A blank line parts a comment from what it is not about.
    if (lineOf(tree, next) - lineOf(tree, range.end) > 1) break
    next = range.pos
    const text = cleanComment(tree.text.slice(range.pos, range.end))
    if (text.length > 0) lines.unshift(...text)
  }
  return lines.length > 0 ? lines.join('\n') : null
}

/** The statements around `node` in the same function body, innermost first. */
function enclosingStatements(node: ts.Node): ts.Statement[] {
  const statements: ts.Statement[] = []
  for (let at: ts.Node | undefined = node; at && !ts.isFunctionLike(at); at = at.parent) {
    if (ts.isStatement(at) && !ts.isBlock(at)) statements.push(at)
  }
  return statements
}

function cleanComment(comment: string): string[] {
  const isBlock = comment.startsWith('/*')
  const body = isBlock
    ? comment.replace(/^\/\*+!?/, '').replace(/\**\/$/, '')
    : comment.replace(/^\/\/+!?/, '')
  if (DIRECTIVE.test(body.replace(/^[\s*]+/, ''))) return []
  const lines = body.split(/\r?\n/).map((line) => (isBlock ? line.replace(/^\s*\*+/, '') : line).trim())
  while (lines.length > 0 && lines[0] === '') lines.shift()
  while (lines.length > 0 && lines.at(-1) === '') lines.pop()
  return lines
}

const lineOf = (tree: ts.SourceFile, position: number): number =>
  tree.getLineAndCharacterOfPosition(position).line
