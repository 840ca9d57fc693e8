import { COMMANDS } from '@tsfx/lsp/protocol'
import { CodeLens } from 'vscode'
import { isModelArgument } from './modelsOf.ts'
import { DIFF_COMMAND } from './registerCommands.ts'

/** The server's lenses, and after each "show int8" one for what only an editor can do: the diff of float and int8. */
export const withDiffLenses = (lenses: readonly CodeLens[]): CodeLens[] =>
  lenses.flatMap((lens) => {
    const model: unknown = lens.command?.arguments?.[0]
    if (lens.command?.command !== COMMANDS.showInt8 || !isModelArgument(model)) return [lens]
    const command = { command: DIFF_COMMAND, title: 'diff float and int8', arguments: [model] }
    return [lens, new CodeLens(lens.range, command)]
  })
