/** @file The nodes of a drawing and where the user wrote them, so that a client can lead from a picture to the source. */
import { parseUri } from './generatedDocuments.ts'
import type { GraphNode } from './protocol.ts'
import { clientUri, type Session } from './session.ts'

/** The nodes of the drawing in a document; none for any other. */
export function graphNodes(session: Session, uri: string): readonly GraphNode[] {
  const name = parseUri(uri)
  const run = name && session.runs.of(name)
  const form =
    name?.form === 'int8Graph' ? run?.done.int8 : name?.form === 'floatGraph' ? run?.done.float : null
  if (!form) return []
  const { nodes } = form.graph as { readonly nodes: readonly { readonly id: number }[] }
  return form.nodes.flatMap(({ places: [place] }, i) => {
    const id = nodes[i]?.id
    if (id === undefined) return []
    const start = place && { line: place.line - 1, character: place.column - 1 }
    const location = start ? { uri: clientUri(session, place.file), range: { start, end: start } } : null
    return [{ node: `n${id}`, location }]
  })
}
