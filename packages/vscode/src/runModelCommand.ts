/** @file Runs a command of the server on a model, with progress that can be cancelled, and says why it failed. */
import { randomUUID } from 'node:crypto'
import {
  COMMANDS,
  type CommandDone,
  type CommandFailed,
  type CommandName,
  type CommandOptions,
  type CommandResult,
  type ModelArgument,
  noticeText,
} from '@tsfx/lsp/protocol'
import { type LogOutputChannel, Position, ProgressLocation, Range, Uri, window } from 'vscode'
import { ExecuteCommandRequest, type LanguageClient, WorkDoneProgress } from 'vscode-languageclient/node'

/** The command's result; null when it failed, which the user was told, or was cancelled. */
export async function runModelCommand(
  client: LanguageClient,
  command: CommandName,
  model: ModelArgument,
  output: LogOutputChannel,
): Promise<CommandDone | null> {
  const options: CommandOptions = { show: false }
  const result = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: noticeText(`tsfx: ${TITLES[command]} ${model.exportName}`),
      cancellable: true,
    },
    async (progress, token): Promise<CommandResult | null> => {
      const workDoneToken = randomUUID()
      // Its steps are shown here; without a token the server would show a progress of its own.
      const following = client.onProgress(WorkDoneProgress.type, workDoneToken, (step) => {
        if (step.kind === 'report' && step.message !== undefined) progress.report({ message: step.message })
      })
      try {
        const params = { command, arguments: [model, options], workDoneToken }
        return (await client.sendRequest(ExecuteCommandRequest.type, params, token)) as CommandResult | null
      } catch (error) {
        // The server crashed or was stopped; what a model does to its own process is a result, not an error.
        if (!token.isCancellationRequested) {
          const problem = error instanceof Error ? error.message : String(error)
          output.error(problem)
          void window.showErrorMessage(noticeText(`The language server of tsfx did not answer: ${problem}`))
        }
        return null
      } finally {
        following.dispose()
      }
    },
  )
  if (result?.kind !== 'failed') return result
  if (result.failure !== 'cancelled') void tellFailure(result, output)
  return null
}

const TITLES: Readonly<Record<CommandName, string>> = {
  [COMMANDS.trace]: 'tracing',
  [COMMANDS.showGenerated]: 'tracing',
  [COMMANDS.showInt8]: 'quantizing',
  [COMMANDS.quantize]: 'quantizing',
  [COMMANDS.showGraph]: 'drawing',
}

/** Writes all of a failure to the output, and says its first line with a way to the place. */
async function tellFailure({ message, diagnostics }: CommandFailed, output: LogOutputChannel): Promise<void> {
  for (const report of diagnostics) output.error(detailsOf(report))
  const place = diagnostics[0]?.place
  const show = 'Show place'
  const details = 'Show details'
  const chosen = await window.showErrorMessage(message, ...(place ? [show] : []), details)
  if (chosen === details) output.show()
  if (chosen === show && place) {
    const at = new Position(place.line - 1, place.column - 1)
    await window.showTextDocument(Uri.file(place.file), { selection: new Range(at, at) })
  }
}

const detailsOf = ({
  code,
  message,
  place,
  frame,
  fix,
  help,
}: CommandFailed['diagnostics'][number]): string =>
  [
    code === null ? message : `${code}: ${message}`,
    place && `  at ${place.file}:${place.line}:${place.column}`,
    frame,
    fix && `  fix: ${fix}`,
    help && `  more: ${help.command}`,
  ]
    .filter((line) => line !== null)
    .join('\n')
