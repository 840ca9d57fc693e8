/** @file The lines above models: trace | show generated | show int8 | quantize. */
import type { CodeLens } from 'vscode-languageserver/node'
import { COMMANDS, type ModelArgument } from './protocol.ts'
import { type Session, sourcePath } from './session.ts'

const TITLES = [
  [COMMANDS.trace, 'trace'],
  [COMMANDS.showGenerated, 'show generated'],
  [COMMANDS.showInt8, 'show int8'],
  [COMMANDS.quantize, 'quantize'],
] as const

/** The lenses of a document; nothing of it is run for them. */
export function codeLenses({ checker }: Session, uri: string): CodeLens[] {
  const path = sourcePath(uri)
  if (path === null) return []
  return checker.models(path).flatMap(({ exportName, line, column, endLine, endColumn }) => {
    const start = { line: line - 1, character: column - 1 }
    const range = { start, end: { line: endLine - 1, character: endColumn - 1 } }
    const model: ModelArgument = { uri, exportName }
    return TITLES.map(([command, title]) => ({ range, command: { title, command, arguments: [model] } }))
  })
}
