import { Uri, ViewColumn, window } from 'vscode'
import type { LanguageClient, Location } from 'vscode-languageclient/node'

/** Shows a place: in the editor that has its document open already, else in the first column. */
export async function showPlace(client: LanguageClient, { uri, range }: Location): Promise<void> {
  const target = Uri.parse(uri)
  const open = window.visibleTextEditors.find(({ document }) => document.uri.toString() === target.toString())
  await window.showTextDocument(target, {
    viewColumn: open?.viewColumn ?? ViewColumn.One,
    selection: client.protocol2CodeConverter.asRange(range),
  })
}
