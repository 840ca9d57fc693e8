/**
 * @file Plain values as JSON, both ways. Values JSON has no form for get one: refs, dims, -0 and non-finite numbers are
 * tagged objects, and a record that happens to have a key beginning with `$` is wrapped, so no user data can pose as
 * a tag.
 */
import { type Arg, type ArgRecord, isArgList, Ref } from './arg.ts'
import { badGraphJson } from './diagnostics.generated.ts'
import { addDims, type Dim, DimPolynomial, type DimTerm } from './dim.ts'
import type { NodeId } from './fxNode.ts'
import { showInvisible } from './printWord.ts'
import { recordOf } from './recordOf.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Far beyond what any model nests; all that reads arguments and types recurses over them. */
const MOST_LEVELS = 1000

const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
])

/** Encodes plain data that may hold refs and dims. */
export function encode(value: unknown): Json {
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
    const record = value as Readonly<Record<string, unknown>>
    const keys = Object.keys(record).filter((key) => record[key] !== undefined)
    const items = keys.map((key) => encode(record[key]))
    return keys.some(isTag) ? { $record: keys.map((key, i) => [key, items[i]!]) } : recordOf(keys, items)
  }
  return value as Json
}

/**
 * Decodes what `encode` made.
 * @throws TSFX0005 when a tagged object is none, or values nest so deep that recursion over them could overflow.
 */
export function decode(json: Json, level = 0): Arg {
  if (level > MOST_LEVELS) throw badGraphJson({ problem: `its values nest more than ${MOST_LEVELS} deep` })
  if (Array.isArray(json)) return json.map((item) => decode(item, level + 1))
  if (typeof json !== 'object' || json === null) return json as Arg
  const record = json as { readonly [key: string]: Json }
  const keys = Object.keys(record)
  // Most records have no tag, and looking for each by name costs more than decoding them.
  return keys.some(isTag) ? decodeTagged(record, level) : decodeRecord(record, keys, level)
}

const isTag = (key: string): boolean => key.startsWith('$')

function decodeTagged(record: { readonly [key: string]: Json }, level: number): Arg {
  if ('$ref' in record) return decodeRef(record)
  if ('$dim' in record) return decodeDim(record.$dim)
  if ('$number' in record) return decodeSpecial(record.$number)
  if ('$record' in record) {
    const entries = asList(record.$record, '$record').map(asEntry)
    return Object.fromEntries(entries.map(([key, item]) => [key, decode(item, level + 1)]))
  }
  return decodeRecord(record, Object.keys(record), level)
}

const decodeRecord = (
  record: { readonly [key: string]: Json },
  keys: readonly string[],
  level: number,
): ArgRecord =>
  recordOf(
    keys,
    keys.map((key) => decode(record[key] as Json, level + 1)),
  )

function decodeRef({ $ref, index = null }: { readonly [key: string]: Json }): Ref {
  if (
    !Number.isInteger($ref) ||
    !(index === null || typeof index === 'number' || typeof index === 'string')
  ) {
    throw badGraphJson({ problem: `'${showJson($ref)}' is no reference to a node` })
  }
  return new Ref($ref as NodeId, index)
}

function decodeDim(json: Json | undefined): Dim {
  const terms = asList(json, '$dim').map((term): DimTerm => {
    const [coefficient, names] = asList(term, 'a dim term')
    const texts = asList(names, 'dim names')
    if (!Number.isSafeInteger(coefficient) || !texts.every((name) => typeof name === 'string'))
      throw badGraphJson({ problem: 'a dim term is no whole number of named sizes' })
    return { coefficient: coefficient as number, names: [...(texts as readonly string[])].sort() }
  })
  // A sum is canonical, which a polynomial out of a document need not be; of 0 and a dim it is that very dim.
  return addDims(new DimPolynomial([]), new DimPolynomial(terms))
}

function decodeSpecial(json: Json | undefined): number {
  const value = typeof json === 'string' ? SPECIAL.get(json) : undefined
  if (value === undefined) throw badGraphJson({ problem: `'${showJson(json)}' is no special number` })
  return value
}

/** A key and its value. @throws TSFX0005 */
export function asEntry(json: Json): readonly [key: string, value: Json] {
  const [key, value, ...more] = asList(json, 'an entry')
  if (typeof key !== 'string' || value === undefined || more.length > 0)
    throw badGraphJson({ problem: 'an entry is no key with a value' })
  return [key, value]
}

/** For messages; `String` would call a `toString` of the document. */
export function showJson(json: Json | undefined): string {
  if (typeof json === 'object' && json !== null) return Array.isArray(json) ? 'a list' : 'an object'
  return showInvisible(String(json))
}

/** @throws TSFX0005 when `json` is no object; `what` names it. */
export function asRecord(json: Json | undefined, what: string): { readonly [key: string]: Json } {
  if (typeof json !== 'object' || json === null || isArgList(json as Arg))
    throw badGraphJson({ problem: `${what} is not an object` })
  return json as { readonly [key: string]: Json }
}

/** @throws TSFX0005 when `json` is no list; `what` names it. */
export function asList(json: Json | undefined, what: string): readonly Json[] {
  if (!Array.isArray(json)) throw badGraphJson({ problem: `${what} is not a list` })
  return json
}
