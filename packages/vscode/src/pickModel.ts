import type { ModelArgument } from '@tsfx/lsp/protocol'
import { window } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { modelAt, modelsOf } from './modelsOf.ts'

/**
 * The model that a command of the palette is about: the only one of the active document, or the one the cursor is in;
 * asks the user where the cursor is above all of them. Null when there is none or the user does not choose.
 */
export async function pickModel(client: LanguageClient): Promise<ModelArgument | null> {
  const editor = window.activeTextEditor
  const models = editor ? await modelsOf(client, editor.document) : []
  if (models.length === 0) {
    void window.showInformationMessage(
      'No model is in the active editor: tsfx looks for exported classes with a method forward.',
    )
    return null
  }
  const placed = models.length === 1 ? models[0] : modelAt(models, editor!.selection.active.line)
  if (placed) return placed.model
  const items = models.map(({ model, line }) => ({
    label: model.exportName,
    description: `line ${line + 1}`,
    model,
  }))
  const chosen = await window.showQuickPick(items, { placeHolder: 'Which model?' })
  return chosen?.model ?? null
}
