/** @file The fields in which two records of a graph differ, printed: of nodes, of parameters, of the graph's own meta. */
import { type Arg, isArgList, isArgRecord, Ref } from './arg.ts'
import { DimPolynomial, equalDims } from './dim.ts'
import type { FxNode } from './fxNode.ts'
import type { NodeSource } from './nodeSource.ts'
import type { ParamHandle } from './param.ts'
import { printArg, printWord } from './printGraph.ts'
import { printLocation } from './sourceLocation.ts'
import { equalQParams, equalTypes, printShape, printType } from './valueType.ts'

/** One field, as it printed before and prints now. */
export interface FieldDiff {
  readonly field: string
  readonly before: string
  readonly after: string
}

/** How refs of each version are printed, and when two of them are the same value. */
export interface RefPrinters {
  before(ref: Ref): string
  after(ref: Ref): string
  same(before: Ref, after: Ref): boolean
}

const ABSENT = '(absent)'

/** The fields in which a node differs from what it was; its position is not among them. */
export function diffNodeFields(before: FxNode, after: FxNode, refs: RefPrinters): readonly FieldDiff[] {
  return [
    ...(['name', 'kind', 'target'] as const).flatMap((field) =>
      difference(field, before[field], after[field], printWord),
    ),
    ...keysOf(before.args, after.args).flatMap((key) =>
      diffArg(key, before.args[key], after.args[key], refs),
    ),
    ...(equalTypes(before.type, after.type) ? [] : [printed('type', before.type, after.type, printType)]),
    ...difference('scope', before.scope, after.scope, printWord),
    ...difference('loc', before.loc, after.loc, (loc) => (loc ? printLocation(loc) : 'null')),
    ...keysOf(before.meta, after.meta)
      .filter((key) => key !== 'from')
      .flatMap((key) => difference(`meta.${key}`, before.meta[key as 'pass'], after.meta[key as 'pass'])),
    // Sources of sources are not followed: they do not change.
    ...difference(
      'meta.from',
      (before.meta.from ?? []).map(printSource),
      (after.meta.from ?? []).map(printSource),
      (from) => from.join(', ') || 'nothing',
    ),
  ]
}

/** The fields in which a parameter's handle differs from what it was. */
export const diffParamFields = (before: ParamHandle, after: ParamHandle): readonly FieldDiff[] => [
  ...difference('kind', before.kind, after.kind),
  ...difference('dtype', before.dtype, after.dtype),
  ...difference('shape', before.shape, after.shape, printShape),
  ...difference('digest', before.digest, after.digest, printDigest),
  ...(equalQParams(before.q, after.q) ? [] : [printed('q', before.q, after.q, (q) => (q ? 'set' : ABSENT))]),
]

/** The fields in which two plain records differ. */
export const diffRecordFields = (before: object, after: object): readonly FieldDiff[] =>
  keysOf(before, after).flatMap((key) =>
    difference(key, (before as Record<string, unknown>)[key], (after as Record<string, unknown>)[key]),
  )

/** Enough of a digest to tell it from others. */
export const printDigest = (digest: string): string => printWord(digest.slice(0, 12))

const printSource = ({ name, loc }: NodeSource): string =>
  printWord(name) + (loc ? ` (${printLocation(loc)})` : '')

const keysOf = (before: object, after: object): readonly string[] => [
  ...new Set([...Object.keys(before), ...Object.keys(after)]),
]

function diffArg(
  key: string,
  before: Arg | undefined,
  after: Arg | undefined,
  refs: RefPrinters,
): FieldDiff[] {
  if (before !== undefined && after !== undefined && equalArgs(before, after, refs)) return []
  const [old, now] = [printOr(before, refs.before), printOr(after, refs.after)]
  const field = `args.${printWord(key)}`
  return [old === now ? printed(field, before, after, () => old) : { field, before: old, after: now }]
}

const printOr = (arg: Arg | undefined, name: (ref: Ref) => string): string =>
  arg === undefined ? ABSENT : printArg(arg, name)

/** By structure, not as printed: the string `1` prints like the number. */
function equalArgs(a: Arg, b: Arg, refs: RefPrinters): boolean {
  if (a instanceof Ref || b instanceof Ref) return a instanceof Ref && b instanceof Ref && refs.same(a, b)
  if (a instanceof DimPolynomial || b instanceof DimPolynomial)
    return a instanceof DimPolynomial && b instanceof DimPolynomial && equalDims(a, b)
  if (isArgList(a))
    return isArgList(b) && a.length === b.length && a.every((item, i) => equalArgs(item, b[i]!, refs))
  if (isArgRecord(a)) {
    const keys = Object.keys(a)
    return (
      isArgRecord(b) &&
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && equalArgs(a[key]!, b[key]!, refs))
    )
  }
  return Object.is(a, b)
}

function difference<T>(
  field: string,
  before: T,
  after: T,
  print: (value: T) => string = asText,
): FieldDiff[] {
  return before === after || asText(before) === asText(after) ? [] : [printed(field, before, after, print)]
}

/** Two values known to differ; where the short form hides how, the first part that differs stands behind it. */
function printed<T>(field: string, before: T, after: T, print: (value: T) => string): FieldDiff {
  const [old, now] = [print(before), print(after)]
  if (old !== now) return { field, before: old, after: now }
  const parts = firstDifference(before, after)
  return {
    field,
    before: `${old} (${parts.path}${asText(parts.before)})`,
    after: `${now} (${parts.path}${asText(parts.after)})`,
  }
}

function firstDifference(before: unknown, after: unknown): { path: string; before: unknown; after: unknown } {
  const path: string[] = []
  let [a, b] = [before, after]
  while (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
    const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
    const key = keysOf(left, right).find((name) => asText(left[name]) !== asText(right[name]))
    if (key === undefined) break
    path.push(printWord(key))
    a = left[key]
    b = right[key]
  }
  return { path: path.length > 0 ? `${path.join('.')} = ` : '', before: a, after: b }
}

/** One text for each plain value, with the numbers JSON has no form for. */
const asText = (value: unknown): string =>
  value === undefined
    ? ABSENT
    : JSON.stringify(value, (_, item) =>
        typeof item === 'number' && (!Number.isFinite(item) || Object.is(item, -0))
          ? { number: Object.is(item, -0) ? '-0' : String(item) }
          : item,
      )
