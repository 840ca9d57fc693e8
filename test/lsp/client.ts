/** @file A client of `tsfx lsp`, run from sources in a process of its own as an editor would start it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { CommandResult } from '@tsfx/lsp'
import {
  createMessageConnection,
  type Diagnostic,
  type InitializeResult,
  type MessageConnection,
  type Position,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from 'vscode-languageserver/node'

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const FROM_SOURCES = [
  '--conditions=tsfx-source',
  ...['../setup/stripTypes.mjs', '../setup/loadSources.mjs'].flatMap((module) => ['--import', path(module)]),
]

export interface ClientOptions {
  readonly initializationOptions?: unknown
  readonly capabilities?: unknown
}

/** What an editor with all that the server can use says of itself. */
export const FULL = {
  workspace: { textDocumentContent: {} },
  window: { showDocument: { support: true }, workDoneProgress: true },
  textDocument: { hover: { contentFormat: ['markdown', 'plaintext'] } },
}

interface Opened {
  version: number
  text: string
}

export class LspClient {
  readonly process: ChildProcess
  readonly connection: MessageConnection
  /** Everything the server said by itself, by method. */
  readonly said: { readonly method: string; readonly params: never }[] = []
  readonly shown: string[] = []
  readonly log: string[] = []
  readonly #diagnostics = new Map<string, { version: number | undefined; diagnostics: Diagnostic[] }>()
  readonly #waiting = new Set<() => void>()
  readonly #opened = new Map<string, Opened>()
  #token: unknown = null
  readonly #exited: Promise<number | null>

  constructor(folder: string) {
    this.process = spawn(process.execPath, [...FROM_SOURCES, path('./serve.mjs'), 'lsp', '--stdio'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const { stdin, stdout, stderr } = this.process
    if (!stdin || !stdout || !stderr) throw new Error('the server has no pipes')
    this.#exited = new Promise((resolve) => this.process.once('exit', resolve))
    stderr.on('data', (data) => this.log.push(String(data)))
    this.connection = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin))
    this.#listen()
  }

  /** Starts a server in `folder`, and greets it. */
  static async start(
    folder: string,
    options: ClientOptions = {},
  ): Promise<LspClient & { greeting: InitializeResult }> {
    const client = new LspClient(folder)
    const greeting = await client.request<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'test' }],
      capabilities: options.capabilities ?? FULL,
      initializationOptions: options.initializationOptions,
    })
    await client.connection.sendNotification('initialized', {})
    return Object.assign(client, { greeting })
  }

  #listen(): void {
    const { connection } = this
    connection.onNotification('textDocument/publishDiagnostics', ({ uri, version, diagnostics }) => {
      this.#diagnostics.set(uri, { version, diagnostics })
      this.#wake()
    })
    connection.onNotification('window/logMessage', ({ message }) => {
      this.log.push(message)
      this.#wake()
    })
    connection.onNotification((method, params) => {
      this.said.push({ method, params: params as never })
      this.#wake()
    })
    connection.onRequest('window/workDoneProgress/create', ({ token }) => {
      this.#token = token
      return null
    })
    connection.onRequest('window/showDocument', ({ uri }) => {
      this.shown.push(uri)
      return { success: true }
    })
    connection.onRequest((method, params) => {
      this.said.push({ method, params: params as never })
      return null
    })
    connection.onClose(() => this.#wake())
    connection.listen()
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }

  /** Resolves with what `look` finds, now or after something else was said. */
  until<T>(look: () => T | undefined | null | false): Promise<T> {
    return new Promise((resolve) => {
      const attempt = () => {
        const found = look()
        if (found === undefined || found === null || found === false) return
        this.#waiting.delete(attempt)
        resolve(found)
      }
      this.#waiting.add(attempt)
      attempt()
    })
  }

  request<T>(method: string, params: unknown): Promise<T> {
    const ended = this.#exited.then((code) => {
      throw new Error(`the server ended with ${code} before it answered ${method}:\n${this.log.join('')}`)
    })
    return Promise.race([this.connection.sendRequest(method, params) as Promise<T>, ended])
  }

  /** Opens a document, with a text that need not be on disk; gives what is found in it. */
  async open(uri: string, text: string): Promise<Diagnostic[]> {
    this.#opened.set(uri, { version: 1, text })
    const languageId = uri.endsWith('.js') ? 'javascript' : 'typescript'
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    })
    return this.found(uri)
  }

  /** Opens a document of which nothing is said. */
  async openQuietly(uri: string, text: string): Promise<void> {
    if (this.#opened.has(uri))
      await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } })
    this.#opened.set(uri, { version: 1, text })
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'typescript', version: 1, text },
    })
  }

  /** Applies an edit of the server. */
  apply(uri: string, { range, newText }: TextEdit): Promise<Diagnostic[]> {
    const text = this.textOf(uri)
    const [start, end] = [offsetAt(text, range.start), offsetAt(text, range.end)]
    const whole = text.slice(0, start) + newText + text.slice(end)
    return this.replace(uri, text, whole)
  }

  /** Replaces a part of the text of a document, as typing does; gives what is found then. */
  async replace(uri: string, before: string, after: string): Promise<Diagnostic[]> {
    const opened = this.#opened.get(uri)
    if (!opened) throw new Error(`${uri} is not open`)
    const at = opened.text.indexOf(before)
    if (at < 0) throw new Error(`${uri} has no ${before}`)
    const range = { start: positionAt(opened.text, at), end: positionAt(opened.text, at + before.length) }
    opened.text = opened.text.slice(0, at) + after + opened.text.slice(at + before.length)
    opened.version++
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: opened.version },
      contentChanges: [{ range, text: after }],
    })
    return this.found(uri)
  }

  /** What was found in the present text of a document. Findings are sent for each version, none as well. */
  async found(uri: string): Promise<Diagnostic[]> {
    const version = this.#opened.get(uri)?.version
    return this.until(() => {
      const last = this.#diagnostics.get(uri)
      return last && last.version === version ? last.diagnostics : null
    })
  }

  /** What was found last in a document, of whichever version. */
  lastOf(uri: string): readonly Diagnostic[] {
    return this.#diagnostics.get(uri)?.diagnostics ?? []
  }

  /** Presses cancel at the progress that began last. */
  cancelProgress(): void {
    void this.connection.sendNotification('window/workDoneProgress/cancel', { token: this.#token })
  }

  textOf(uri: string): string {
    return this.#opened.get(uri)?.text ?? ''
  }

  /** Where `piece` stands in the text of a document, `within` characters behind its start. */
  at(uri: string, piece: string, within = 0): Position {
    const at = this.textOf(uri).indexOf(piece)
    if (at < 0) throw new Error(`${uri} has no ${piece}`)
    return positionAt(this.textOf(uri), at + within)
  }

  /** The text of a hover, or null. */
  async hover(uri: string, position: Position): Promise<string | null> {
    const hover = await this.request<{ contents: { value: string } } | null>('textDocument/hover', {
      textDocument: { uri },
      position,
    })
    return hover?.contents.value ?? null
  }

  command(command: string, uri: string, exportName: string, options?: unknown): Promise<CommandResult> {
    return this.request('workspace/executeCommand', {
      command,
      arguments: [{ uri, exportName }, ...(options ? [options] : [])],
    })
  }

  /** Ends the server as an editor does; gives its exit code. */
  async stop(): Promise<number | null> {
    await this.request('shutdown', null)
    await this.connection.sendNotification('exit')
    return this.exited
  }

  get exited(): Promise<number | null> {
    return this.#exited
  }
}

export function offsetAt(text: string, { line, character }: Position): number {
  return text.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character
}

export function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
}
