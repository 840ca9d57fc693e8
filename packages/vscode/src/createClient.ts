/** @file The language client: which documents the server sees, and what is done here with what it says. */
import type { ChildProcess } from 'node:child_process'
import { SCHEME, type ServerOptions } from '@tsfx/lsp/protocol'
import type { LogOutputChannel } from 'vscode'
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  LanguageClient,
  type Middleware,
  RevealOutputChannelOn,
} from 'vscode-languageclient/node'
import { readSettings } from './settings.ts'

/** A server that crashed so often in so many milliseconds is left alone. */
const MOST_CRASHES = 4
const CRASH_WINDOW = 180_000

const LANGUAGES = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'] as const

export interface ClientParts {
  readonly output: LogOutputChannel
  readonly middleware: Middleware
  /** Called when the server crashed too often to be started again. */
  readonly onGaveUp: () => void
}

/** A client for the process that `start` starts; it starts that process again when it crashed. */
export function createClient(start: () => Promise<ChildProcess>, parts: ClientParts): LanguageClient {
  const { limits } = readSettings()
  const options: ServerOptions = { limits, virtualDocuments: true }
  return new LanguageClient('tsfx', 'tsfx', start, {
    documentSelector: [
      ...LANGUAGES.map((language) => ({ scheme: 'file', language })),
      // Definitions go from generated code to its source as well.
      { scheme: SCHEME },
    ],
    outputChannel: parts.output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: options,
    middleware: parts.middleware,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue }),
      closed: crashCounter(parts.onGaveUp),
    },
  })
}

function crashCounter(onGaveUp: () => void): () => CloseHandlerResult {
  const crashes: number[] = []
  return () => {
    const now = Date.now()
    crashes.push(now)
    if (crashes.filter((at) => now - at < CRASH_WINDOW).length < MOST_CRASHES)
      return { action: CloseAction.Restart, handled: true }
    onGaveUp()
    const message =
      'The language server of tsfx crashed too often. "tsfx: Restart language server" starts it again.'
    return { action: CloseAction.DoNotRestart, message }
  }
}
