/** @file The options of a client, checked, with their defaults. */
import type { InitializeParams } from 'vscode-languageserver/node'
import { pathOfUri } from './fileUri.ts'

export interface ServerSettings {
  readonly seconds: number
  readonly megabytes: number
  readonly nodePath: string | null
  readonly virtualDocuments: boolean
  readonly canRefreshDocuments: boolean
  readonly canRefreshLenses: boolean
  readonly canShowDocuments: boolean
  readonly canReportProgress: boolean
  readonly markdown: boolean
  /** The folders that the editor has open. */
  readonly folders: readonly string[]
}

const DEFAULT_SECONDS = 120
const DEFAULT_MEGABYTES = 4096

/** Takes what is well-formed of the options, and the defaults for the rest; `changed` are settings that came later, under `tsfx`. */
export function serverSettings(
  {
    initializationOptions,
    capabilities,
    workspaceFolders,
  }: Pick<InitializeParams, 'initializationOptions' | 'capabilities' | 'workspaceFolders'>,
  changed: unknown = {},
): ServerSettings {
  const options = { ...recordOf(initializationOptions), ...recordOf(recordOf(changed).tsfx) }
  const limits = recordOf(options.limits)
  const { workspace, window, textDocument } = capabilities
  const hasContent = workspace?.textDocumentContent !== undefined
  return {
    seconds: positive(limits.seconds) ?? DEFAULT_SECONDS,
    megabytes: positive(limits.megabytes) ?? DEFAULT_MEGABYTES,
    nodePath: typeof options.nodePath === 'string' && options.nodePath !== '' ? options.nodePath : null,
    virtualDocuments: typeof options.virtualDocuments === 'boolean' ? options.virtualDocuments : hasContent,
    canRefreshDocuments: hasContent,
    canRefreshLenses: workspace?.codeLens?.refreshSupport === true,
    canShowDocuments: window?.showDocument?.support === true,
    canReportProgress: window?.workDoneProgress === true,
    markdown: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
    folders: (workspaceFolders ?? []).flatMap(({ uri }) => pathOfUri(uri) ?? []),
  }
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

const positive = (value: unknown): number | null =>
  typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : null
