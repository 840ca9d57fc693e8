/** @file What makes two versions of a graph the same to a pass: the base of "nothing changed" and "seen before". */
import { DimPolynomial, type FxNode, type Graph, printDim, Ref } from '@tsfx/ir'
import { sha256 } from '@tsfx/runtime'

// Present in every runtime this package supports, absent from the es2023 library.
declare const TextEncoder: new () => { encode(text: string): Uint8Array }

/**
 * A digest of all that a graph is, to the last bit of every number, apart from ids of nodes and from the history of how
 * they came to be (`meta.pass`, `meta.from`). Printed text would not do: it shortens numbers and quantization parameters.
 */
export function graphContent(graph: Graph): string {
  const params = [...graph.params].sort(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([graph.meta, params, graph.nodes.map(contentOf)], (_, value: unknown) =>
    leafText(value, graph),
  )
  return sha256(new TextEncoder().encode(text))
}

function contentOf({ kind, target, name, args, type, scope, loc, meta }: FxNode): readonly unknown[] {
  const { pass: _pass, from: _from, ...kept } = meta
  return [kind, target, name, args, type, scope, loc, kept]
}

/** What JSON cannot say as it is becomes text that begins with NUL; other text that does gets one more. */
function leafText(value: unknown, graph: Graph): unknown {
  // A ref by its position in the order: ids are those of one history.
  if (value instanceof Ref) return `\0ref ${graph.indexOf(value.node)} ${JSON.stringify(value.index)}`
  if (value instanceof DimPolynomial) return `\0dim ${printDim(value)}`
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return `\0number ${Object.is(value, -0) ? '-0' : value}`
  return typeof value === 'string' && value.startsWith('\0') ? `\0${value}` : value
}
