/**
 * @file Nodes as JSON, both ways. Sources of nodes share sources, and chains of them may be as long as the graph is deep:
 * they go into one table, in which a source refers only to sources before it.
 */
import { type Arg, isArgRecord } from './arg.ts'
import { badGraphJson } from './diagnostics.generated.ts'
import { FxNode, type NodeFields, type NodeId, type NodeKind } from './fxNode.ts'
import { isLocation, isNodeMeta, isValueType } from './graphParts.ts'
import { asList, asRecord, decode, encode, type Json } from './jsonForm.ts'
import type { NodeSource } from './nodeSource.ts'

const KINDS: ReadonlySet<unknown> = new Set<NodeKind>([
  'placeholder',
  'get_attr',
  'call_function',
  'call_module',
  'output',
])

/** Encodes nodes of one document; `sources` is the table, complete once all nodes are encoded. */
export class NodeEncoder {
  readonly sources: Json[] = []
  readonly #indices = new Map<NodeSource, number>()
  /** By content: a source that was read from JSON equals that of the node, and is another record. */
  readonly #byText = new Map<string, number>()

  encode(node: FxNode): Json {
    const { from } = node.meta
    return encode(
      from ? { ...node, meta: { ...node.meta, from: from.map((source) => this.#indexOf(source)) } } : node,
    )
  }

  /** Puts a source into the table behind all that it comes from. */
  #indexOf(source: NodeSource): number {
    const open = [source]
    for (let next = open.at(-1); next; next = open.at(-1)) {
      const missing = next.from.filter((inner) => !this.#indices.has(inner))
      if (missing.length > 0) {
        for (const inner of missing) open.push(inner)
        continue
      }
      open.pop()
      if (this.#indices.has(next)) continue
      const json = encode({ ...next, from: next.from.map((inner) => this.#indices.get(inner)) })
      const text = JSON.stringify(json)
      const index = this.#byText.get(text) ?? this.sources.push(json) - 1
      this.#byText.set(text, index)
      this.#indices.set(next, index)
    }
    return this.#indices.get(source)!
  }
}

/** Decodes nodes of one document. @throws TSFX0005 when the table is none. */
export class NodeDecoder {
  readonly #sources: NodeSource[] = []

  constructor(sources: Json) {
    for (const json of asList(sources, 'sources')) {
      const source = decode(asRecord(json, 'a source')) as unknown as NodeSource
      const texts = [source.name, source.target, source.scope, source.pass ?? '']
      if (!KINDS.has(source.kind) || texts.some((text) => typeof text !== 'string'))
        throw badGraphJson({ problem: `source ${this.#sources.length} is of no known kind, or has no texts` })
      if (source.loc !== null && !isLocation(source.loc as unknown as Arg))
        throw badGraphJson({ problem: `source ${this.#sources.length} has a loc that is no place` })
      this.#sources.push(Object.freeze({ ...source, from: this.#sourcesAt(source.from) }))
    }
  }

  /** @throws TSFX0005 when `json` is no node. */
  decode(json: Json): FxNode {
    const fields = checkNode(decode(asRecord(json, 'a node')))
    const { from } = fields.meta
    return new FxNode(
      fields.id,
      from !== undefined ? { ...fields, meta: { ...fields.meta, from: this.#sourcesAt(from) } } : fields,
    )
  }

  #sourcesAt(indices: unknown): readonly NodeSource[] {
    return asList(indices as Json, 'from').map((index) => {
      const source = typeof index === 'number' ? this.#sources[index] : undefined
      if (!source) throw badGraphJson({ problem: `${JSON.stringify(index)} is no source before its use` })
      return source
    })
  }
}

/** Checks each field by itself; how nodes and names go together is for `verify`. */
function checkNode(fields: Arg): NodeFields & { readonly id: NodeId } {
  const problem = problemWith(fields)
  if (problem) throw badGraphJson({ problem })
  return fields as unknown as NodeFields & { readonly id: NodeId }
}

function problemWith(node: Arg): string | null {
  if (!isArgRecord(node) || !Number.isInteger(node.id) || (node.id as number) < 0) return 'a node has no id'
  const name = `node ${node.id as number}`
  if (!KINDS.has(node.kind)) return `${name} is of no known kind`
  if (typeof node.target !== 'string' || typeof node.name !== 'string' || typeof node.scope !== 'string')
    return `${name} has a target, name or scope that is no text`
  if (!isRecord(node.args) || !isNodeMeta(node.meta)) return `${name} has no args or meta`
  if (node.type !== null && !isValueType(node.type)) return `${name} has a type that is none`
  if (node.loc !== null && !isLocation(node.loc)) return `${name} has a loc that is no place`
  return null
}

const isRecord = (part: Arg | undefined): boolean => part !== undefined && isArgRecord(part)
