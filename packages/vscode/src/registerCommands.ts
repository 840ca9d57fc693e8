/** @file The commands of the palette, and what the server's own commands show when a lens runs them. */
import { COMMANDS, type CommandDone, type CommandName, type ModelArgument } from '@tsfx/lsp/protocol'
import { commands, type Disposable, type LogOutputChannel, window } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { goToGenerated, goToSource } from './goTo.ts'
import type { GraphPanels } from './graph/graphPanels.ts'
import { isModelArgument } from './modelsOf.ts'
import { pickModel } from './pickModel.ts'
import { runModelCommand } from './runModelCommand.ts'
import type { ServerSession } from './serverSession.ts'
import { documentOf, showDiff, showGenerated } from './showDocuments.ts'

/** Where the user is shown what a command came to. */
export interface Shown {
  readonly panels: GraphPanels
  readonly output: LogOutputChannel
}

export interface CommandParts extends Shown {
  readonly session: ServerSession
}

type Action = (client: LanguageClient, argument: unknown) => Promise<void>

/** Registers every command of the manifest. */
export function registerCommands({ session, ...shown }: CommandParts): Disposable[] {
  const { output } = shown
  const withServer = (action: Action) => async (argument: unknown) => {
    const state = await session.state()
    if (state.kind === 'ready') return action(state.client, argument)
    const details = 'Show output'
    if ((await window.showErrorMessage(state.message, details)) === details) output.show()
  }
  const onModel =
    (command: CommandName): Action =>
    async (client, argument) => {
      const model = isModelArgument(argument) ? argument : await pickModel(client)
      if (model) await runAndShow(client, command, model, shown)
    }
  const diff: Action = async (client, argument) => {
    const model = isModelArgument(argument) ? argument : await pickModel(client)
    const done = model && (await runModelCommand(client, COMMANDS.showInt8, model, output))
    if (done && !(await showDiff(done)))
      void window.showErrorMessage('The model has no code in int8 to compare with.')
  }
  const actions: readonly (readonly [string, Action])[] = [
    ['tsfx.active.trace', onModel(COMMANDS.trace)],
    ['tsfx.active.showGenerated', onModel(COMMANDS.showGenerated)],
    ['tsfx.active.showInt8', onModel(COMMANDS.showInt8)],
    ['tsfx.active.quantize', onModel(COMMANDS.quantize)],
    ['tsfx.active.showGraph', onModel(COMMANDS.showGraph)],
    ['tsfx.active.diff', diff],
    ['tsfx.active.goToSource', goToSource],
    ['tsfx.active.goToGenerated', goToGenerated],
  ]
  return [
    ...actions.map(([id, action]) => commands.registerCommand(id, withServer(action))),
    commands.registerCommand('tsfx.showOutput', () => output.show()),
    commands.registerCommand('tsfx.restart', async () => {
      const state = await session.restart()
      if (state.kind === 'unavailable') void window.showErrorMessage(state.message)
    }),
  ]
}

/** Runs a command of the server on a model and shows what it is named after. */
export async function runAndShow(
  client: LanguageClient,
  command: CommandName,
  model: ModelArgument,
  { panels, output }: Shown,
): Promise<void> {
  const done = await runModelCommand(client, command, model, output)
  if (done) await show(client, command, done, panels)
}

async function show(
  client: LanguageClient,
  command: CommandName,
  done: CommandDone,
  panels: GraphPanels,
): Promise<void> {
  const drawing = documentOf(done, 'int8Graph') ?? documentOf(done, 'floatGraph')
  const code = documentOf(done, command === COMMANDS.showGenerated ? 'float' : 'int8')
  if (command === COMMANDS.showGraph && drawing) await panels.show(client, done.model, drawing)
  else if ((command === COMMANDS.showGenerated || command === COMMANDS.showInt8) && code)
    await showGenerated(code)
  else void window.showInformationMessage(done.summary)
}
