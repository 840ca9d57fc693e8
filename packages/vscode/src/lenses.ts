import { COMMANDS } from '@tsfx/lsp/protocol'
import { CodeLens } from 'vscode'
import { isModelArgument } from './modelsOf.ts'

const ADDED = [
  { title: 'diff float and int8', command: 'tsfx.active.diff' },
  { title: 'show graph', command: 'tsfx.active.showGraph' },
] as const

/** The server's lenses, and after each "show int8" those for what only an editor can show. */
export const withEditorLenses = (lenses: readonly CodeLens[]): CodeLens[] =>
  lenses.flatMap((lens) => {
    const model: unknown = lens.command?.arguments?.[0]
    if (lens.command?.command !== COMMANDS.showInt8 || !isModelArgument(model)) return [lens]
    return [lens, ...ADDED.map((added) => new CodeLens(lens.range, { ...added, arguments: [model] }))]
  })
