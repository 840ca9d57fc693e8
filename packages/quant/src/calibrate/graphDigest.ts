/** @file What statistics are statistics of: a digest of all that decides the values at a graph's points. */
import { type Graph, graphToJson, type Json, type ParamData } from '@tsfx/ir'
import { sha256 } from '@tsfx/runtime'

// Present in every runtime this package supports, absent from the es2023 library.
declare const TextEncoder: new () => { encode(text: string): Uint8Array }

/**
 * SHA-256, in hex, of the graph's ops with their arguments and of its parameters, variables by their present value.
 * Names, places in the source and node ids are not part of it, so the same model traced again has the same digest.
 */
export function graphDigest(graph: Graph): string {
  const ordinals = new Map(graph.nodes.map(({ id }, i) => [id as number, i]))
  const { nodes } = graphToJson(graph) as { readonly nodes: readonly { readonly [field: string]: Json }[] }
  const ops = nodes.map(({ kind, target, args, type }) => [
    kind,
    target,
    args,
    kind === 'placeholder' ? type : null,
  ])
  const params = [...graph.params.keys()].sort().map((path) => [path, parameterDigest(graph, path)])
  const text = JSON.stringify([ops, params], (key, value: Json) =>
    key === '$ref' ? ordinals.get(value as number) : value,
  )
  return sha256(new TextEncoder().encode(text))
}

/** A variable's own digest names it, not its content. */
function parameterDigest(graph: Graph, path: string): Json {
  const handle = graph.params.get(path)!
  const { shape, dtype, kind, digest } = handle
  return [dtype, shape, kind === 'bytes' ? digest : sha256(bytesOf(graph.store.read(handle)))]
}

const bytesOf = (data: ParamData): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
