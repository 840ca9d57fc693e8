/** @file The value classes of VS Code's API that the extension and its language client use, as far as they use them. */

export class Position {
  readonly line: number
  readonly character: number
  constructor(line: number, character: number) {
    this.line = line
    this.character = character
  }
}

export class Range {
  readonly start: Position
  readonly end: Position
  constructor(...of: readonly [Position, Position] | readonly [number, number, number, number]) {
    this.start = of.length === 2 ? of[0] : new Position(of[0], of[1])
    this.end = of.length === 2 ? of[1] : new Position(of[2], of[3])
  }
}

export class Selection extends Range {
  get active(): Position {
    return this.end
  }
}

export class Location {
  readonly uri: Uri
  readonly range: Range
  constructor(uri: Uri, range: Range) {
    this.uri = uri
    this.range = range
  }
}

const PARTS = /^([\w+.-]+):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/
const encoded = (text: string): string =>
  text.replace(/[^\w\-./~]/gu, (character) => encodeURIComponent(character))

export class Uri {
  readonly scheme: string
  readonly authority: string
  readonly path: string
  readonly query: string
  readonly fragment: string

  private constructor(scheme: string, authority: string, path: string, query = '', fragment = '') {
    this.scheme = scheme
    this.authority = authority
    this.path = path
    this.query = query
    this.fragment = fragment
  }

  static parse(text: string): Uri {
    const parts = PARTS.exec(text)
    if (!parts) throw new Error(`not a URI: ${text}`)
    const [scheme, authority, path, query, fragment] = parts
      .slice(1)
      .map((part) => decodeURIComponent(part ?? ''))
    return new Uri(scheme!, authority!, path!, query, fragment)
  }

  static file = (path: string): Uri => new Uri('file', '', path)

  static joinPath = (base: Uri, ...parts: readonly string[]): Uri =>
    new Uri(base.scheme, base.authority, [base.path, ...parts].join('/'))

  get fsPath(): string {
    return this.path
  }

  toString(): string {
    const authority = this.authority !== '' || this.scheme === 'file' ? `//${encoded(this.authority)}` : ''
    const query = this.query === '' ? '' : `?${encoded(this.query)}`
    const fragment = this.fragment === '' ? '' : `#${encoded(this.fragment)}`
    return `${this.scheme}:${authority}${encoded(this.path)}${query}${fragment}`
  }
}

export class Disposable {
  readonly #end: () => void
  constructor(end: () => void) {
    this.#end = end
  }
  static from(...all: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const one of all) one.dispose()
    })
  }
  dispose(): void {
    this.#end()
  }
}

export type Listener<Event> = (event: Event) => unknown

export class EventEmitter<Event> {
  readonly #listeners = new Set<Listener<Event>>()

  readonly event = (listener: Listener<Event>, self?: unknown, owners?: Disposable[]): Disposable => {
    const bound = listener.bind(self)
    this.#listeners.add(bound)
    const disposable = new Disposable(() => this.#listeners.delete(bound))
    owners?.push(disposable)
    return disposable
  }

  readonly fire = (event: Event): void => {
    for (const listener of this.#listeners) listener(event)
  }

  dispose(): void {
    this.#listeners.clear()
  }
}

export class CancellationTokenSource {
  readonly #cancelled = new EventEmitter<void>()
  readonly token = { isCancellationRequested: false, onCancellationRequested: this.#cancelled.event }
  cancel(): void {
    this.token.isCancellationRequested = true
    this.#cancelled.fire()
  }
  dispose(): void {}
}

export class CancellationError extends Error {}

export interface StubCommand {
  readonly command: string
  readonly title: string
  readonly arguments?: readonly unknown[]
}

export class CodeLens {
  readonly range: Range
  command: StubCommand | undefined
  constructor(range: Range, command?: StubCommand) {
    this.range = range
    this.command = command
  }
}

export class Diagnostic {
  readonly range: Range
  readonly message: string
  readonly severity: number
  code: unknown
  source: string | undefined
  constructor(range: Range, message: string, severity: number) {
    this.range = range
    this.message = message
    this.severity = severity
  }
}

export class MarkdownString {
  value: string
  constructor(value = '') {
    this.value = value
  }
  appendMarkdown(text: string): this {
    this.value += text
    return this
  }
}

export class Hover {
  readonly contents: readonly MarkdownString[]
  readonly range: Range | undefined
  constructor(contents: MarkdownString | readonly MarkdownString[], range?: Range) {
    this.contents = [contents].flat()
    this.range = range
  }
}
