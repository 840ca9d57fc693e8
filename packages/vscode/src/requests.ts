/** @file The requests that the extension makes of the server beyond its commands; shapes as in the Language Server Protocol. */
import type { LanguageClient, Location } from 'vscode-languageclient/node'

/** A node of a drawing, and where the user wrote it. */
export interface GraphNode {
  /** The key of the node in the SVG: the text of its group's `<title>`. */
  readonly node: string
  readonly location: Location | null
}

/** The text of a document of the server's. */
export async function textOf(client: LanguageClient, uri: string): Promise<string> {
  const { text } = await client.sendRequest<{ readonly text: string }>('workspace/textDocumentContent', {
    uri,
  })
  return text
}

/** The nodes of the drawing in the document `uri`. */
export const graphNodesOf = (client: LanguageClient, uri: string): Promise<readonly GraphNode[]> =>
  client.sendRequest('tsfx/graphNodes', { uri })
