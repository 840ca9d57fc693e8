/**
 * @file Patches as JSON, both ways. JSON loses classes, and a version must hold nothing but frozen nodes; so
 * slots are made anew, and what is no patch of a graph is refused before it can be applied.
 */
import type { Arg } from './arg.ts'
import { badPatchesJson } from './diagnostics.generated.ts'
import type { NodeId } from './fxNode.ts'
import { isGraphMeta, isNextId, isParamHandle } from './graphParts.ts'
import { type GraphState, Slot } from './graphState.ts'
import { asList, asRecord, decode, encode, type Json, showJson } from './jsonForm.ts'
import { NodeDecoder, NodeEncoder } from './nodeJson.ts'
import type { Patch } from './patch.ts'

const VERSION = 3

/** The fields whose patches are of one entry, by key; patches of the others set the whole field. */
const KEYED: ReadonlySet<string> = new Set<keyof GraphState>(['slots', 'params'])

/** Encodes patches or their inverse, as `graph.edit` gives them. Bytes of parameters are not part of it. */
export function patchesToJson(patches: readonly Patch[]): Json {
  const encoder = new NodeEncoder()
  const encoded = patches.map(({ op, path, value }): Json => {
    if (op === 'remove') return { op, path }
    return { op, path, value: path[0] === 'slots' ? encodeSlot(value as Slot, encoder) : encode(value) }
  })
  return { format: 'tsfx-patches', version: VERSION, sources: encoder.sources, patches: encoded }
}

/**
 * Decodes patches, for `graph.apply` on the version they were made on.
 * @throws TSFX0022 when the JSON is no list of patches of a graph; TSFX0005 when a value in it cannot be read.
 */
export function patchesFromJson(json: Json): readonly Patch[] {
  const { format, version, sources = [], patches } = asRecord(json, 'the document')
  if (format !== 'tsfx-patches' || version !== VERSION) {
    throw badPatchesJson({
      problem: `format ${showJson(format)} version ${showJson(version)} is not tsfx-patches ${VERSION}`,
    })
  }
  const decoder = new NodeDecoder(sources)
  return asList(patches, 'patches').map((patch, i) => {
    const record = asRecord(patch, `patch ${i}`)
    const decoded = decodePatch(record, decoder)
    if (decoded) return decoded
    const place = asList(record.path, 'a path').map(showJson).join('.')
    throw badPatchesJson({ problem: `patch ${i} of '${place}' is none` })
  })
}

/** Null when it is no patch of a graph's state. */
function decodePatch(
  { op, path, value = null }: { readonly [key: string]: Json },
  decoder: NodeDecoder,
): Patch | null {
  const [field, key] = asList(path, 'a path')
  if (typeof field !== 'string') return null
  if (!KEYED.has(field)) {
    const decoded = decodeField(field, value)
    return op === 'replace' && key === undefined && decoded !== undefined
      ? { op, path: [field], value: decoded }
      : null
  }
  const fits = field === 'params' ? typeof key === 'string' : isNextId(key)
  if (!fits || asList(path, 'a path').length !== 2) return null
  const place = [field, key as string | number]
  if (op === 'remove') return { op, path: place }
  const entry = decodeEntry(field, key as string | number, value, decoder)
  return (op === 'add' || op === 'replace') && entry !== null ? { op, path: place, value: entry } : null
}

function decodeEntry(field: string, key: string | number, json: Json, decoder: NodeDecoder): unknown {
  if (field === 'slots') {
    const { node: fields = null, prev, next } = asRecord(json, 'a slot')
    const node = decoder.decode(fields)
    return node.id === key && isIdOrNull(prev) && isIdOrNull(next) ? new Slot(node, prev, next) : null
  }
  const handle = decode(json)
  return isParamHandle(handle) ? handle : null
}

/** Undefined when there is no such field, or `json` is no value of it. */
function decodeField(field: string, json: Json): unknown {
  const value = decode(json)
  switch (field) {
    case 'head':
    case 'tail':
      return isIdOrNull(value) ? value : undefined
    case 'nextId':
      return isNextId(value) ? value : undefined
    case 'meta':
      return isGraphMeta(value) ? value : undefined
    default:
      return undefined
  }
}

const encodeSlot = ({ node, prev, next }: Slot, encoder: NodeEncoder): Json => ({
  node: encoder.encode(node),
  prev,
  next,
})

const isIdOrNull = (value: Arg | Json | undefined): value is NodeId & number =>
  value === null || Number.isInteger(value)
