/** @file Shows what the server made of a model: code in read-only documents, beside their source. */
import type { CommandDone, GeneratedDocument, GeneratedForm } from '@tsfx/lsp/protocol'
import { commands, languages, Uri, ViewColumn, window, workspace } from 'vscode'

/** The document of a form, when the command made one. */
export const documentOf = ({ documents }: CommandDone, form: GeneratedForm): GeneratedDocument | null =>
  documents.find((document) => document.form === form) ?? null

/** Opens generated code in the column beside the active one. */
export async function showGenerated(generated: GeneratedDocument): Promise<void> {
  const document = await openGenerated(generated)
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true })
}

/** Opens the code of a model in floats and in int8 side by side. False when one of them was not made. */
export async function showDiff(done: CommandDone): Promise<boolean> {
  const float = documentOf(done, 'float')
  const int8 = documentOf(done, 'int8')
  if (!float || !int8) return false
  // Opened before the editor asks for them, so that they are TypeScript by then.
  await Promise.all([float, int8].map(openGenerated))
  const title = `${done.model.exportName}: float ↔ int8`
  await commands.executeCommand('vscode.diff', Uri.parse(float.uri), Uri.parse(int8.uri), title)
  return true
}

async function openGenerated({ uri, languageId }: GeneratedDocument) {
  const document = await workspace.openTextDocument(Uri.parse(uri))
  return document.languageId === languageId
    ? document
    : languages.setTextDocumentLanguage(document, languageId)
}
