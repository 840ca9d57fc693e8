/** @file `tsfx lsp`: the language server over standard input and output. */
import { fileURLToPath } from 'node:url'
import { badUsage } from '../diagnostics.generated.ts'
import { runModelJob } from '../node/modelProcess.ts'
import { writeWhole } from '../node/writeFiles.ts'
import type { Command } from './command.ts'

export const lspCommand: Command = {
  name: 'lsp',
  summary: 'the language server, for editors: findings while typing, lenses above models, shapes on hover',
  positionals: [],
  options: {
    stdio: { type: 'boolean', help: 'talk over standard input and output, which it does anyway' },
  },
  notes: [
    'An editor starts it: the extension for VS Code does; Neovim and Zed are told `tsfx lsp` as the command of a server for TypeScript and',
    'JavaScript, beside that of the language. docs/editor.md has the settings. It runs your code only for a command of a lens.',
    'Options come as initializationOptions: { limits: { seconds, megabytes }, nodePath, virtualDocuments }.',
    "example, Neovim 0.11: vim.lsp.config.tsfx = { cmd = { 'tsfx', 'lsp' }, filetypes = { 'typescript', 'javascript' }, root_markers = { 'package.json' } }",
  ],
  async run(_positionals, _options, { json }) {
    if (json)
      throw badUsage({
        problem: 'standard output is the language server protocol: there is no --json',
        command: 'tsfx lsp --help',
      })
    // Loaded for this command alone: the others need none of it.
    const { startLanguageServer } = await import('@tsfx/lsp')
    const { createConnection, StreamMessageReader, StreamMessageWriter } = await import(
      'vscode-languageserver/node'
    )
    // Standard output is the protocol's; whatever else prints goes to the other stream.
    for (const method of ['log', 'info', 'debug'] as const)
      console[method] = (...parts: unknown[]) => console.error(...parts)
    const reader = new StreamMessageReader(process.stdin)
    // Behind bytes that are no message nobody knows where the next one begins: an editor starts a server that has ended again.
    reader.onError((error) => {
      process.stderr.write(`tsfx lsp: what came is no message of the protocol: ${error.message}\n`, () =>
        process.exit(1),
      )
    })
    const connection = createConnection(reader, new StreamMessageWriter(process.stdout))
    startLanguageServer({
      connection,
      runModel: runModelJob,
      writeFile: writeWhole,
      resolveFrom: fileURLToPath(import.meta.url),
    })
    await new Promise<void>((resolve) => {
      // `exit` ends the process itself; a client that is gone without it closes the stream.
      process.stdin.once('close', resolve)
      process.stdin.once('end', resolve)
    })
    process.exit(0)
  },
}
