/**
 * @file Graphs as JSON, both ways. Bytes of parameters are not part of it: they live in a weight file, found again
 * by digest. Values JSON has no form for get one: refs, dims, -0 and non-finite numbers are tagged objects, and a
 * record that happens to have a key beginning with `$` is wrapped, so no user data can pose as a tag.
 */
import { type Arg, type ArgRecord, isArgList, isArgRecord, Ref } from './arg.ts'
import { badGraphJson } from './diagnostics.generated.ts'
import { addDims, type Dim, DimPolynomial, type DimTerm } from './dim.ts'
import { FxNode, type NodeFields, type NodeId, type NodeKind } from './fxNode.ts'
import { Graph } from './graph.ts'
import { type GraphMeta, Link } from './graphState.ts'
import { type ParamHandle, ParamStore } from './param.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const VERSION = 1
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
])

/** Encodes a graph; `JSON.stringify` of the result is stable for equal graphs. */
export function graphToJson(graph: Graph): Json {
  return {
    format: 'tsfx-graph',
    version: VERSION,
    meta: encode(graph.meta),
    nextId: graph.state.nextId,
    // By path: an undone edit may leave the map in another order.
    params: [...graph.params]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, handle]) => [path, encode(handle)]),
    nodes: graph.nodes.map((node) => encode({ ...node })),
  }
}

/**
 * Decodes a graph. Parameters refer to `store` by digest.
 * @throws TSFX0005 when the JSON is no graph of this version.
 */
export function graphFromJson(json: Json, store: ParamStore = new ParamStore()): Graph {
  const top = asRecord(json, 'the document')
  if (top.format !== 'tsfx-graph' || top.version !== VERSION) {
    throw badGraphJson({
      problem: `format ${String(top.format)} version ${String(top.version)} is not tsfx-graph ${VERSION}`,
    })
  }
  const nodes = asList(top.nodes, 'nodes').map((item) => {
    const fields = asNode(decode(asRecord(item, 'a node')))
    return new FxNode(fields.id, fields)
  })
  const nextId = Number(top.nextId)
  if (
    new Set(nodes.map((node) => node.id)).size < nodes.length ||
    nodes.some((node) => !(node.id < nextId))
  ) {
    throw badGraphJson({ problem: 'node ids are not unique, or not below nextId' })
  }
  const params = asList(top.params, 'params').map((item) => {
    const [path, handle] = asList(item, 'a parameter')
    return [String(path), decode(asRecord(handle, 'a parameter')) as unknown as ParamHandle] as const
  })
  return new Graph(
    {
      nodes: new Map(nodes.map((node) => [node.id, node])),
      links: new Map(
        nodes.map((node, i) => [node.id, new Link(nodes[i - 1]?.id ?? null, nodes[i + 1]?.id ?? null)]),
      ),
      head: nodes[0]?.id ?? null,
      tail: nodes.at(-1)?.id ?? null,
      nextId,
      params: new Map(params),
      meta: decode(asRecord(top.meta, 'meta')) as unknown as GraphMeta,
    },
    store,
  )
}

function encode(value: unknown): Json {
  if (value instanceof Ref)
    return value.index === null ? { $ref: value.node } : { $ref: value.node, index: value.index }
  if (value instanceof DimPolynomial)
    return { $dim: value.terms.map((term) => [term.coefficient, [...term.names]]) }
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { $number: Object.is(value, -0) ? '-0' : String(value) }
  if (Array.isArray(value)) return value.map(encode)
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined)
    const record = Object.fromEntries(entries.map(([key, item]) => [key, encode(item)]))
    return entries.some(([key]) => key.startsWith('$'))
      ? { $record: Object.entries(record).map(([key, item]) => [key, item]) }
      : record
  }
  return value as Json
}

function decode(json: Json): Arg {
  if (Array.isArray(json)) return json.map(decode)
  if (typeof json !== 'object' || json === null) return json as Arg
  const record = json as { readonly [key: string]: Json }
  if ('$ref' in record) return decodeRef(record)
  if ('$dim' in record) return decodeDim(record.$dim)
  if ('$number' in record) return decodeSpecial(record.$number)
  const entries =
    '$record' in record ? (asList(record.$record, '$record') as [string, Json][]) : Object.entries(record)
  return Object.fromEntries(entries.map(([key, item]) => [key, decode(item)])) as ArgRecord
}

const KINDS: ReadonlySet<string> = new Set<NodeKind>([
  'placeholder',
  'get_attr',
  'call_function',
  'call_module',
  'output',
])

/** Checks the fields that the graph's own code relies on; `verify` checks the rest. */
function asNode(fields: Arg): NodeFields & { readonly id: NodeId } {
  const node = fields as unknown as NodeFields & { readonly id: NodeId }
  const wrong =
    !isArgRecord(fields) || !Number.isInteger(node.id) || node.id < 0
      ? 'a node has no id'
      : !KINDS.has(node.kind)
        ? `node ${node.id} is of no known kind`
        : typeof node.target !== 'string' || typeof node.name !== 'string' || typeof node.scope !== 'string'
          ? `node ${node.id} has a target, name or scope that is no text`
          : !isArgRecord(node.args) || !isArgRecord(node.meta as ArgRecord)
            ? `node ${node.id} has no args or meta`
            : null
  if (wrong) throw badGraphJson({ problem: wrong })
  return node
}

function decodeRef({ $ref, index = null }: { readonly [key: string]: Json }): Ref {
  if (
    !Number.isInteger($ref) ||
    !(index === null || typeof index === 'number' || typeof index === 'string')
  ) {
    throw badGraphJson({ problem: `'${String($ref)}' is no reference to a node` })
  }
  return new Ref($ref as NodeId, index)
}

function decodeDim(json: Json | undefined): Dim {
  const terms = asList(json, '$dim').map((term): DimTerm => {
    const [coefficient, names] = asList(term, 'a dim term')
    return { coefficient: Number(coefficient), names: asList(names, 'dim names').map(String) }
  })
  // Through the algebra, so that a document cannot bring in a polynomial that is not canonical.
  return addDims(0, new DimPolynomial(terms))
}

function decodeSpecial(json: Json | undefined): number {
  const value = SPECIAL.get(String(json))
  if (value === undefined) throw badGraphJson({ problem: `'${String(json)}' is no special number` })
  return value
}

function asRecord(json: Json | undefined, what: string): { readonly [key: string]: Json } {
  if (typeof json !== 'object' || json === null || isArgList(json as Arg))
    throw badGraphJson({ problem: `${what} is not an object` })
  return json as { readonly [key: string]: Json }
}

function asList(json: Json | undefined, what: string): readonly Json[] {
  if (!Array.isArray(json)) throw badGraphJson({ problem: `${what} is not a list` })
  return json
}
