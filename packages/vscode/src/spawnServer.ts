import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import type { FoundServer } from './findServer.ts'

/** Starts `tsfx lsp` in a process of its own; rejects when there is no such program. `node` is empty for the editor's own Node. */
export function spawnServer(server: FoundServer, node: string): Promise<ChildProcessWithoutNullStreams> {
  // The editor's own executable is Electron, which is Node when it is told so.
  const env = node === '' ? { ...process.env, ELECTRON_RUN_AS_NODE: '1' } : process.env
  const child = spawn(node === '' ? process.execPath : node, [server.script, 'lsp'], {
    cwd: server.folder,
    env,
    windowsHide: true,
  })
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child))
    child.once('error', reject)
  })
}
