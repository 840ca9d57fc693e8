/** @file From generated code to its source, and back. */
import { type TextEditor, window } from 'vscode'
import {
  DefinitionRequest,
  type LanguageClient,
  type Location,
  type LocationLink,
} from 'vscode-languageclient/node'
import { generatedPlacesOf } from './requests.ts'
import { showPlace } from './showPlace.ts'

/** Shows the source of what the cursor is on in generated code. */
export async function goToSource(client: LanguageClient): Promise<void> {
  const editor = window.activeTextEditor
  if (!editor) return
  const found = await client.sendRequest(DefinitionRequest.type, placeOf(client, editor))
  const [place] = [found ?? []].flat().map(locationOf)
  if (place) await showPlace(client, place)
  else tell('Nothing in the source is known for this place.')
}

/** Shows what was generated of the source at the cursor; asks which form where there are several. */
export async function goToGenerated(client: LanguageClient): Promise<void> {
  const editor = window.activeTextEditor
  if (!editor) return
  const { textDocument, position } = placeOf(client, editor)
  const places = await generatedPlacesOf(client, textDocument.uri, position)
  const items = places.map(({ form, location }) => ({
    label: form,
    description: `line ${location.range.start.line + 1}`,
    location,
  }))
  const chosen =
    items.length < 2 ? items[0] : await window.showQuickPick(items, { placeHolder: 'Which generated code?' })
  if (chosen) await showPlace(client, chosen.location)
  else if (items.length === 0) tell('Nothing was generated of this place. Trace or quantize the model first.')
}

const placeOf = (client: LanguageClient, { document, selection }: TextEditor) =>
  client.code2ProtocolConverter.asTextDocumentPositionParams(document, selection.active)

const locationOf = (found: Location | LocationLink): Location =>
  'targetUri' in found ? { uri: found.targetUri, range: found.targetSelectionRange } : found

const tell = (message: string): void => void window.showInformationMessage(message)
