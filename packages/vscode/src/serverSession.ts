/**
 * @file The running server: started when it is first needed, at most one at a time, and gone when it is stopped. A server
 * loads code of the workspace, so none is started before the workspace is trusted.
 */
import type { ChildProcess } from 'node:child_process'
import { type LogOutputChannel, workspace } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { findServer, type ServerLookup } from './findServer.ts'
import { readSettings } from './settings.ts'
import { spawnServer } from './spawnServer.ts'
import type { ServerState } from './statusItem.ts'

/** How long a server may take to end by itself. */
const MILLISECONDS_TO_END = 2000

export type SessionState =
  | { readonly kind: 'ready'; readonly client: LanguageClient }
  | { readonly kind: 'unavailable'; readonly message: string }

export interface SessionParts {
  readonly output: LogOutputChannel
  readonly createClient: (start: () => Promise<ChildProcess>) => LanguageClient
  /** Told each time that the server starts, ends, or is given up. */
  readonly onServer: (server: ServerState) => void
}

export class ServerSession {
  readonly #parts: SessionParts
  readonly #processes = new Set<ChildProcess>()
  #starting: Promise<SessionState> | null = null

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  /** The running server; starts one when there is none. */
  state(): Promise<SessionState> {
    if (this.#starting) return this.#starting
    const starting = this.#start().then((state) => {
      // What is missing now may be installed by the next time.
      if (state.kind === 'unavailable' && this.#starting === starting) this.#starting = null
      this.#parts.onServer(state.kind === 'ready' ? 'running' : 'absent')
      return state
    })
    this.#starting = starting
    return starting
  }

  /** Ends the server and every process that it was. */
  async stop(): Promise<void> {
    const state = await this.#starting
    this.#starting = null
    if (state?.kind === 'ready') await quietly(state.client.dispose(MILLISECONDS_TO_END))
    await Promise.all([...this.#processes].map((child) => ended(child, MILLISECONDS_TO_END)))
    this.#parts.onServer('absent')
  }

  /** Takes the server for gone, so that the next use starts another. */
  giveUp(): void {
    this.#starting = null
    this.#parts.onServer('stopped')
  }

  async restart(): Promise<SessionState> {
    await this.stop()
    return this.state()
  }

  async #start(): Promise<SessionState> {
    if (!workspace.isTrusted)
      return {
        kind: 'unavailable',
        message:
          'tsfx runs code of the workspace: its language server and your models. Trust the workspace to use it.',
      }
    const { output, createClient } = this.#parts
    const settings = readSettings()
    const server = lookUp(settings.path)
    if (server.kind === 'missing') {
      output.info(server.message)
      return { kind: 'unavailable', message: server.message }
    }
    output.info(`Starting tsfx ${server.version}: ${server.script}`)
    const start = async (): Promise<ChildProcess> => {
      const child = await spawnServer(server, settings.node)
      this.#processes.add(child)
      child.once('exit', () => this.#processes.delete(child))
      return child
    }
    const client = createClient(start)
    try {
      await client.start()
      return { kind: 'ready', client }
    } catch (error) {
      await quietly(client.dispose(MILLISECONDS_TO_END))
      const problem = error instanceof Error ? error.message : String(error)
      return { kind: 'unavailable', message: `The language server of tsfx did not start: ${problem}` }
    }
  }
}

/** The server of the first workspace folder that has one. */
function lookUp(path: string): ServerLookup {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file')
  const lookups = folders.map(({ uri }) => findServer(uri.fsPath, path))
  return (
    lookups.find(({ kind }) => kind === 'found') ??
    lookups[0] ?? {
      kind: 'missing',
      folder: '',
      message: 'tsfx needs a folder: open the one of your project.',
    }
  )
}

/** Waits for what may fail because it is over already. */
async function quietly(ending: Promise<void>): Promise<void> {
  try {
    await ending
  } catch {
    // A server that crashed cannot be asked to end.
  }
}

/** Waits for a process to end, and ends it by force when it does not. */
function ended(child: ChildProcess, milliseconds: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
