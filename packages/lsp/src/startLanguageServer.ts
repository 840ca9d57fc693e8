/** @file The language server: what a client asks, and which part answers. */
import type { DiagnosticError } from '@tsfx/ir'
import { liveChecker } from '@tsfx/source'
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { checkParams, type ParamsForm } from './checkParams.ts'
import { codeActions } from './codeActions.ts'
import { codeLenses } from './codeLenses.ts'
import { definition } from './definition.ts'
import { failureOfRequest } from './failureOfRequest.ts'
import { pathOfUri } from './fileUri.ts'
import { GeneratedDocuments } from './generatedDocuments.ts'
import { graphNodes } from './graphNodes.ts'
import { hover } from './hover.ts'
import { LiveDiagnostics } from './liveDiagnostics.ts'
import type { RunModel } from './modelJob.ts'
import { ModelRuns } from './modelRuns.ts'
import { noticeText } from './noticeText.ts'
import { COMMANDS, type GraphNodesParams, REQUESTS, SCHEME } from './protocol.ts'
import { runCommand, tellStale, textOnDisk } from './runCommand.ts'
import { serverSettings } from './serverSettings.ts'
import { type Session, sourcePath } from './session.ts'

export interface LanguageServerOptions {
  readonly connection: Connection
  /** Runs a user's model in a process of its own. */
  readonly runModel: RunModel
  /** Writes one file whole, or not at all. */
  readonly writeFile: (path: string, text: string) => void
  /** A file from which `@tensorflow/*` and `@tsfx/*` resolve when they do not from the model. */
  readonly resolveFrom?: string
}

/** Files that are read besides the open ones. */
const WATCHED = [
  { globPattern: '**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx}' },
  { globPattern: '**/{package,tsconfig*,jsconfig*}.json' },
]

const CAPABILITIES: InitializeResult['capabilities'] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  codeLensProvider: {},
  hoverProvider: true,
  definitionProvider: true,
  implementationProvider: true,
  codeActionProvider: { codeActionKinds: ['quickfix'] },
  executeCommandProvider: { commands: Object.values(COMMANDS), workDoneProgress: true },
  workspace: { workspaceFolders: { supported: true }, textDocumentContent: { schemes: [SCHEME] } },
}

/** Serves a connection until its client ends it. */
export function startLanguageServer({
  connection,
  runModel,
  writeFile,
  resolveFrom,
}: LanguageServerOptions): void {
  const checker = liveChecker(resolveFrom)
  const runs = new ModelRuns(runModel, {
    onDisk: textOnDisk,
    present: (file) => checker.programs.textOf(file),
  })
  const session: Session = {
    connection,
    documents: new TextDocuments(TextDocument),
    checker,
    runs,
    generated: new GeneratedDocuments(runs),
    settings: serverSettings({ capabilities: {}, workspaceFolders: null }),
    writeFile,
  }
  const diagnostics = new LiveDiagnostics(session, (request, error) => report(connection, request, error))
  followDocuments(session, diagnostics)
  answerRequests(session, diagnostics)
  session.documents.listen(connection)
  connection.listen()
}

function followDocuments(session: Session, diagnostics: LiveDiagnostics): void {
  const { documents, checker, connection } = session
  documents.onDidChangeContent(({ document }) => {
    const path = sourcePath(document.uri)
    if (path === null) return
    checker.programs.open(path, document.getText())
    diagnostics.changed(path)
    tellStale(session, path)
  })
  documents.onDidClose(({ document }) => {
    const path = sourcePath(document.uri)
    if (path === null) return
    checker.programs.close(path)
    diagnostics.changed(path)
  })
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) {
      const path = pathOfUri(uri)
      if (path !== null) checker.programs.changed(path)
    }
    diagnostics.schedule()
  })
}

function answerRequests(session: Session, diagnostics: LiveDiagnostics): void {
  const { connection, generated } = session
  const safely = guard(connection)
  let greeted: InitializeParams | null = null
  connection.onInitialize((params) => {
    greeted = params
    session.settings = serverSettings(params)
    return { capabilities: CAPABILITIES, serverInfo: { name: 'tsfx' } }
  })
  connection.onInitialized(() => {
    if (greeted?.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration)
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: WATCHED })
  })
  connection.onDidChangeConfiguration(({ settings }) => {
    if (greeted) session.settings = serverSettings(greeted, settings)
  })
  connection.onShutdown(() => diagnostics.stop())
  connection.onCodeLens(
    safely('code lenses', 'document', ({ textDocument }) => codeLenses(session, textDocument.uri)),
  )
  connection.onHover(safely('hover', 'position', (params) => hover(session, params)))
  connection.onDefinition(safely('definition', 'position', (params) => definition(session, params)))
  connection.onImplementation(safely('implementation', 'position', (params) => definition(session, params)))
  connection.onCodeAction(safely('quick fixes', 'range', (params) => codeActions(session, params)))
  connection.workspace.textDocumentContent.on(
    safely('a generated document', 'uri', ({ uri }) => ({
      text: generated.textOf(uri) ?? '// Nothing is known of this model any more: run tsfx on it again.\n',
    })),
  )
  connection.onRequest(
    REQUESTS.graphNodes,
    safely('the nodes of a drawing', 'uri', ({ uri }: GraphNodesParams) => graphNodes(session, uri)),
  )
  connection.onExecuteCommand((params, token, progress) =>
    safely('a command', 'command', () =>
      runCommand(
        session,
        diagnostics,
        { command: params.command, arguments: params.arguments ?? [] },
        { token, progress },
      ),
    )(params),
  )
}

/**
 * Wraps an answer so that an error in it ends this request and nothing else: a diagnostic is told to the client as it is, any other
 * error with TSFX8000 and its stack in the log.
 */
function guard(connection: Connection) {
  return <P, R>(request: string, form: ParamsForm, answer: (params: P) => R | Promise<R>) =>
    async (params: P): Promise<R> => {
      try {
        checkParams(request, form, params)
        return await answer(params)
      } catch (error) {
        const { message, code } = report(connection, request, error)
        throw new ResponseError(
          code === 'TSFX8001' || code === 'TSFX8010' ? ErrorCodes.InvalidParams : ErrorCodes.InternalError,
          noticeText(message),
        )
      }
    }
}

function report(connection: Connection, request: string, error: unknown): DiagnosticError {
  const failure = failureOfRequest(request, error)
  const stack = failure === error || !(error instanceof Error) ? '' : `\n${error.stack}`
  connection.console.error(`${failure.message}${stack}`)
  return failure
}
