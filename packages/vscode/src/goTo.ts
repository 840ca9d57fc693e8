/** @file From generated code to its source, and back. */
import { posix } from 'node:path'
import { type TextEditor, Uri, window } from 'vscode'
import {
  DefinitionRequest,
  ImplementationRequest,
  type LanguageClient,
  type Location,
  type LocationLink,
} from 'vscode-languageclient/node'
import { showPlace } from './showPlace.ts'

/** Shows the source of what the cursor is on in generated code. */
export async function goToSource(client: LanguageClient): Promise<void> {
  const editor = window.activeTextEditor
  if (!editor) return
  const found = await client.sendRequest(DefinitionRequest.type, placeOf(client, editor))
  const [place] = placesOf(found)
  if (place) await showPlace(client, place)
  else tell('Nothing in the source is known for this place.')
}

/** Shows what was generated of the source at the cursor; asks which code where there are several. */
export async function goToGenerated(client: LanguageClient): Promise<void> {
  const editor = window.activeTextEditor
  if (!editor) return
  const places = placesOf(await client.sendRequest(ImplementationRequest.type, placeOf(client, editor)))
  const items = places.map((place) => ({
    label: posix.basename(Uri.parse(place.uri).path),
    description: `line ${place.range.start.line + 1}`,
    place,
  }))
  const chosen =
    items.length < 2 ? items[0] : await window.showQuickPick(items, { placeHolder: 'Which generated code?' })
  if (chosen) await showPlace(client, chosen.place)
  else if (items.length === 0)
    tell(
      'Nothing was generated of this call. Trace or quantize the model first, and put the cursor on a call.',
    )
}

const placeOf = (client: LanguageClient, { document, selection }: TextEditor) =>
  client.code2ProtocolConverter.asTextDocumentPositionParams(document, selection.active)

const placesOf = (found: Location | readonly (Location | LocationLink)[] | null): readonly Location[] =>
  [found ?? []]
    .flat()
    .map((one) => ('targetUri' in one ? { uri: one.targetUri, range: one.targetSelectionRange } : one))

const tell = (message: string): void => void window.showInformationMessage(message)
