/** @file The requests that the extension makes of the server beyond its commands. */
import { type GraphNode, type GraphNodesParams, REQUESTS } from '@tsfx/lsp/protocol'
import { type LanguageClient, TextDocumentContentRequest } from 'vscode-languageclient/node'

/** The text of a document of the server's. */
export async function textOf(client: LanguageClient, uri: string): Promise<string> {
  const { text } = await client.sendRequest(TextDocumentContentRequest.type, { uri })
  return text
}

/** The nodes of the drawing in the document `uri`. */
export const graphNodesOf = (client: LanguageClient, uri: string): Promise<readonly GraphNode[]> =>
  client.sendRequest(REQUESTS.graphNodes, { uri } satisfies GraphNodesParams)
