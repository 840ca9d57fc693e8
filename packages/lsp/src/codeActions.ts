/** @file Quick fixes: the rewrite of a hazard, and the comment that says a model's inputs. */

import { showLines } from '@tsfx/ir'
import type { TextEdit } from '@tsfx/source'
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type TextEdit as ProtocolEdit,
} from 'vscode-languageserver/node'
import { type Session, sourcePath } from './session.ts'

/** The fixes of the diagnostics at a range, and of a model there without a comment that says its inputs. */
export function codeActions(
  session: Session,
  { textDocument: { uri }, range, context }: CodeActionParams,
): CodeAction[] {
  const path = sourcePath(uri)
  if (path === null || !session.documents.get(uri)) return []
  if (context.only && !context.only.some((kind) => 'quickfix'.startsWith(kind))) return []
  const own = context.diagnostics.filter(({ source }) => source === 'tsfx')
  return [
    ...own.flatMap((diagnostic) => fixesOf(session, uri, path, diagnostic)),
    ...tags(session, uri, path, range.start.line, own),
  ]
}

function fixesOf(session: Session, uri: string, path: string, diagnostic: Diagnostic): CodeAction[] {
  const { code, range } = diagnostic
  if (typeof code !== 'string') return []
  const { line, character } = range.start
  const end = { line: range.end.line + 1, column: range.end.character + 1 }
  const place = { line: line + 1, column: character + 1, endLine: end.line, endColumn: end.column }
  return session.checker.fixes(path, code, place).map(({ title, edits }) => ({
    title: showLines(title),
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    isPreferred: true,
    edit: { changes: { [uri]: edits.map((edit) => protocolEdit(session, uri, edit)) } },
  }))
}

function tags(
  session: Session,
  uri: string,
  path: string,
  line: number,
  diagnostics: readonly Diagnostic[],
): CodeAction[] {
  const asking = diagnostics.filter(({ code }) => code === 'TSFX8002' || code === 'TSFX8003')
  return session.checker.models(path).flatMap(({ exportName, tagEdit, line: first, endLine }) => {
    if (!tagEdit || line < first - 1 || line > endLine - 1) return []
    return [
      {
        title: showLines(`Write how ${exportName} is traced, in a @tsfx comment`),
        kind: CodeActionKind.QuickFix,
        ...(asking.length > 0 && { diagnostics: asking }),
        edit: { changes: { [uri]: [protocolEdit(session, uri, tagEdit)] } },
      },
    ]
  })
}

function protocolEdit({ documents }: Session, uri: string, { start, end, text }: TextEdit): ProtocolEdit {
  const document = documents.get(uri)
  if (!document) throw new RangeError(`${uri} is not open`)
  return { range: { start: document.positionAt(start), end: document.positionAt(end) }, newText: text }
}
