/** @file The models of a document, as the server's lenses name them: there is one place that decides what a model is. */
import { COMMANDS, type ModelArgument } from '@tsfx/lsp/protocol'
import type { TextDocument } from 'vscode'
import { CodeLensRequest, type LanguageClient } from 'vscode-languageclient/node'

export interface PlacedModel {
  readonly model: ModelArgument
  /** Of its class, counted from 0. */
  readonly line: number
}

const NAMES: readonly string[] = Object.values(COMMANDS)

/** Whether a value from a lens, a key binding or another extension names a model. */
export const isModelArgument = (value: unknown): value is ModelArgument =>
  typeof value === 'object' &&
  value !== null &&
  'uri' in value &&
  typeof value.uri === 'string' &&
  'exportName' in value &&
  typeof value.exportName === 'string'

/** Asks the server for the models of `document`, in the order of their lines. */
export async function modelsOf(
  client: LanguageClient,
  document: TextDocument,
): Promise<readonly PlacedModel[]> {
  const textDocument = client.code2ProtocolConverter.asTextDocumentIdentifier(document)
  const lenses = (await client.sendRequest(CodeLensRequest.type, { textDocument })) ?? []
  const models = new Map<string, PlacedModel>()
  for (const { command, range } of lenses) {
    const model: unknown = command && NAMES.includes(command.command) ? command.arguments?.[0] : null
    if (isModelArgument(model)) models.set(model.exportName, { model, line: range.start.line })
  }
  return [...models.values()].sort((a, b) => a.line - b.line)
}

/** The model whose class is the last to begin at or above `line`; null when none does. */
export const modelAt = (models: readonly PlacedModel[], line: number): PlacedModel | null =>
  models.findLast((model) => model.line <= line) ?? null
