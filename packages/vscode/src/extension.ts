/**
 * @file The extension: it starts the workspace's own `tsfx lsp` and shows what that makes. All knowledge of models is in the
 * server, so that other editors have it too.
 */
import { COMMANDS, type CommandName, type ModelState, NOTIFICATIONS } from '@tsfx/lsp/protocol'
import { type ExtensionContext, window, workspace } from 'vscode'
import type { LanguageClient, Middleware } from 'vscode-languageclient/node'
import { createClient } from './createClient.ts'
import { GraphPanels } from './graph/graphPanels.ts'
import { withEditorLenses } from './lenses.ts'
import { isModelArgument } from './modelsOf.ts'
import { registerCommands, runAndShow, type Shown } from './registerCommands.ts'
import { ServerSession } from './serverSession.ts'
import { RESTARTING } from './settings.ts'
import { StatusItem } from './statusItem.ts'

let session: ServerSession | null = null

/** Called by the editor when a file of TypeScript or JavaScript is opened, or a command is run. */
export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel('tsfx', { log: true })
  const status = new StatusItem()
  const panels = new GraphPanels(context.extensionUri)
  const started = new ServerSession({
    output,
    createClient: (start) => {
      const client: LanguageClient = createClient(start, {
        output,
        middleware: middlewareOf(() => client, { panels, output }),
        onGaveUp: () => started.giveUp(),
      })
      client.onNotification(NOTIFICATIONS.modelState, (state: ModelState) => {
        status.follow(state)
        void panels.follow(state)
      })
      return client
    },
    onServer: (server) => status.setServer(server),
  })
  session = started
  context.subscriptions.push(
    output,
    status,
    panels,
    ...registerCommands({ session: started, panels, output }),
    workspace.onDidGrantWorkspaceTrust(() => started.state()),
    workspace.onDidChangeConfiguration(async (change) => {
      if (!RESTARTING.some((setting) => change.affectsConfiguration(setting))) return
      await started.restart()
    }),
  )
  void started.state()
}

/** Called by the editor when it closes or the extension is turned off; no process of ours is left when it resolves. */
export async function deactivate(): Promise<void> {
  await session?.stop()
  session = null
}

const middlewareOf = (client: () => LanguageClient, shown: Shown): Middleware => ({
  provideCodeLenses: async (document, token, next) => withEditorLenses((await next(document, token)) ?? []),
  executeCommand: async (command, args, next) => {
    const [model] = args as readonly unknown[]
    if (isCommand(command) && isModelArgument(model)) await runAndShow(client(), command, model, shown)
    else return next(command, args)
  },
})

const isCommand = (command: string): command is CommandName =>
  (Object.values(COMMANDS) as readonly string[]).includes(command)
