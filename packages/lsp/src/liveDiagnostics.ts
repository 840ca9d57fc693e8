/** @file Findings of the static check while a user types, and what the last runs of models were refused for. */
import { resolve } from 'node:path'
import { type DiagnosticReport, type ReportedPlace, showQuoted } from '@tsfx/ir'
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver/node'
import { pageOf } from './pageOf.ts'
import { clientUri, type Session, sourcePath } from './session.ts'

/** Time without a change after which texts are checked. */
const QUIET_MILLISECONDS = 200

/** What a diagnostic carries for its quick fix. */
export interface DiagnosticData {
  readonly code: string
  /** The file whose models were checked when it was found. */
  readonly file: string
}

export class LiveDiagnostics {
  readonly #session: Session
  readonly #onFailure: (request: string, error: unknown) => void
  #timer: NodeJS.Timeout | null = null
  /** What was sent last by URI, so that what is no longer found is taken away, and nothing is sent twice. */
  #published = new Map<string, string>()
  /** By the file of the model that was run. */
  readonly #ofRuns = new Map<string, readonly DiagnosticReport[]>()

  constructor(session: Session, onFailure: (request: string, error: unknown) => void) {
    this.#session = session
    this.#onFailure = onFailure
  }

  /** Checks all open files when nothing has changed for a while. */
  schedule(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.publish(), QUIET_MILLISECONDS)
  }

  /** Shows what a run was refused for, until its file changes or it is run again. */
  setOfRun(file: string, reports: readonly DiagnosticReport[]): void {
    if (reports.length > 0) this.#ofRuns.set(file, reports)
    else if (!this.#ofRuns.delete(file)) return
    this.publish()
  }

  /** A text has changed, so that what a run said of it may not hold any more. */
  changed(file: string): void {
    this.#ofRuns.delete(file)
    this.schedule()
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
  }

  publish(): void {
    this.stop()
    const { documents, connection } = this.#session
    const found = new Map<string, Diagnostic[]>()
    for (const uri of documents.keys()) {
      const path = sourcePath(uri)
      if (path === null) continue
      // A client is told of each version that was checked, also that nothing is found.
      found.set(uri, found.get(uri) ?? [])
      for (const report of this.#reportsOf(path)) this.#add(found, path, report)
    }
    for (const [uri, sent] of this.#published) if (!found.has(uri) && !sent.endsWith('[]')) found.set(uri, [])
    const before = this.#published
    this.#published = new Map()
    for (const [uri, diagnostics] of found) {
      const version = documents.get(uri)?.version
      const sent = `${version} ${JSON.stringify(diagnostics)}`
      this.#published.set(uri, sent)
      if (before.get(uri) === sent) continue
      connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) })
    }
  }

  #reportsOf(path: string): readonly DiagnosticReport[] {
    const ofRun = this.#ofRuns.get(path) ?? []
    try {
      return [...this.#session.checker.check(path), ...ofRun]
    } catch (error) {
      this.#onFailure('diagnostics', error)
      return ofRun
    }
  }

  /** A hazard that several models reach is there once. */
  #add(found: Map<string, Diagnostic[]>, path: string, report: DiagnosticReport): void {
    if (report.place === null) return
    const uri = clientUri(this.#session, resolve(report.place.file))
    const list = found.get(uri) ?? []
    const diagnostic = asDiagnostic(path, report, report.place)
    const isKnown = list.some(
      ({ code, range }) =>
        code === diagnostic.code && JSON.stringify(range) === JSON.stringify(diagnostic.range),
    )
    if (!isKnown) list.push(diagnostic)
    found.set(uri, list)
  }
}

function asDiagnostic(
  file: string,
  { code, severity, message, fix }: DiagnosticReport,
  place: ReportedPlace,
): Diagnostic {
  const start = { line: place.line - 1, character: place.column - 1 }
  const end =
    place.endLine === undefined || place.endColumn === undefined
      ? { line: start.line, character: start.character + 1 }
      : { line: place.endLine - 1, character: place.endColumn - 1 }
  const page = code === null ? null : pageOf(code)
  return {
    range: { start, end },
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Information,
    source: 'tsfx',
    message: fix === null ? showQuoted(message) : `${showQuoted(message)}\nfix: ${showQuoted(fix)}`,
    ...(code !== null && { code, data: { code, file } satisfies DiagnosticData }),
    ...(page?.startsWith('file:') && { codeDescription: { href: page } }),
  }
}
