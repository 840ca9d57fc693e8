/** @file What the parts of the server share. */
import type { LiveChecker } from '@tsfx/source'
import type { Connection, TextDocuments } from 'vscode-languageserver/node'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { pathOfUri, uriOfPath } from './fileUri.ts'
import type { GeneratedDocuments } from './generatedDocuments.ts'
import type { ModelRuns } from './modelRuns.ts'
import type { ServerSettings } from './serverSettings.ts'

export interface Session {
  readonly connection: Connection
  readonly documents: TextDocuments<TextDocument>
  readonly checker: LiveChecker
  readonly runs: ModelRuns
  readonly generated: GeneratedDocuments
  settings: ServerSettings
  /** Writes one file whole, or not at all. */
  writeFile(path: string, text: string): void
}

/** Files whose models are looked for; emitted code is made from one of them. */
export const isSource = (path: string): boolean =>
  /\.([cm]?[jt]s|[jt]sx)$/.test(path) && !/\.fx\.[jt]s$|\.d\.[cm]?ts$|[/\\]node_modules[/\\]/.test(path)

/** The path of a document whose models are looked for, or null. */
export function sourcePath(uri: string): string | null {
  const path = pathOfUri(uri)
  return path !== null && isSource(path) ? path : null
}

/** The URI of a path, as the client writes it where it has the file open. */
export function clientUri({ documents }: Session, path: string): string {
  return documents.keys().find((uri) => pathOfUri(uri) === path) ?? uriOfPath(path)
}
