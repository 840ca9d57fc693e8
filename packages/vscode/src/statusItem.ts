/** @file The entry of the status bar: what runs now, and whether the server does. */
import type { ModelArgument, ModelState } from '@tsfx/lsp/protocol'
import { type Disposable, StatusBarAlignment, window } from 'vscode'

/** A server that stopped is one that crashed too often. */
export type ServerState = 'running' | 'absent' | 'stopped'

export class StatusItem implements Disposable {
  readonly #item = window.createStatusBarItem('tsfx.status', StatusBarAlignment.Left)
  readonly #running = new Map<string, string>()
  #server: ServerState = 'absent'

  constructor() {
    this.#item.name = 'tsfx'
    this.#item.command = 'tsfx.showOutput'
  }

  /** Follows what the server says of its models. */
  follow({ model, state }: ModelState): void {
    if (state === 'running') this.#running.set(keyOf(model), model.exportName)
    else this.#running.delete(keyOf(model))
    this.#show()
  }

  setServer(server: ServerState): void {
    this.#server = server
    if (server !== 'running') this.#running.clear()
    this.#show()
  }

  dispose(): void {
    this.#item.dispose()
  }

  #show(): void {
    const names = [...this.#running.values()]
    this.#item.text =
      names.length > 0
        ? `$(sync~spin) tsfx: ${names.join(', ')}`
        : `tsfx${this.#server === 'stopped' ? ' $(warning)' : ''}`
    this.#item.tooltip = {
      running: names.length > 0 ? 'tsfx runs your code' : 'The language server of tsfx is ready',
      absent: 'The language server of tsfx is not running',
      stopped: 'The language server of tsfx stopped',
    }[this.#server]
    // In a workspace without tsfx nothing is shown.
    if (this.#server === 'absent') this.#item.hide()
    else this.#item.show()
  }
}

const keyOf = ({ uri, exportName }: ModelArgument): string => JSON.stringify([uri, exportName])
