import type { ServerOptions } from '@tsfx/lsp/protocol'
import { workspace } from 'vscode'

/** The settings of the extension; `tsfx.trace.server` is read by the language client itself. */
export interface Settings {
  readonly path: string
  readonly node: string
  readonly limits: Required<NonNullable<ServerOptions['limits']>>
}

/** The settings that a running server does not learn of: a change of one starts it anew. */
export const RESTARTING = ['tsfx.path', 'tsfx.node', 'tsfx.limits'] as const

/** Reads the settings as they are now. */
export function readSettings(): Settings {
  const values = workspace.getConfiguration('tsfx')
  return {
    path: values.get('path', ''),
    node: values.get('node', ''),
    limits: { seconds: values.get('limits.seconds', 120), megabytes: values.get('limits.megabytes', 4096) },
  }
}
