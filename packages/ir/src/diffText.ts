/**
 * @file A diff to read, in graph order: `+` added, `-` removed, `~` changed, with one line for each field.
 *
 *     nodes: 1 added, 2 removed, 1 changed, 6 unchanged; parameters: 1 added
 *       ... 3 unchanged
 *     - conv = conv2d(x, w)    : float32[batch, 28, 28, 8]
 *     - act = relu(conv)       : float32[batch, 28, 28, 8]
 *     + act_1 = conv2d(x, w_1) : float32[batch, 28, 28, 8]   # by fuse, from conv (net.ts:12:20), act (net.ts:13:9)
 *     ~ y = add(act_1, x)      : float32[batch, 28, 28, 8]
 *     ~     args.a: act -> act_1
 *       ... 3 unchanged
 *     + parameter conv.weight_1: float32[3, 3, 1, 8] bytes 6b86b273ff34
 */
import { type DiffedNode, type GraphDiff, isEmptyDiff, type NodeDiff } from './diff.ts'
import type { FieldDiff } from './diffFields.ts'
import { longest } from './printGraph.ts'
import { printWord, showInvisible } from './printWord.ts'
import { printLocation } from './sourceLocation.ts'

const MARKS = { added: '+', removed: '-', changed: '~', moved: '~' } as const

/** Prints a diff; an empty one is one line. */
export function printDiff(diff: GraphDiff): string {
  if (isEmptyDiff(diff)) return 'no difference'
  const changed = diff.nodes.filter((entry) => entry.kind !== 'unchanged')
  const width = Math.min(72, longest(changed.map(({ node }) => node.statement)))
  const lines = [
    summary(diff),
    ...diff.nodes.flatMap((entry) => printEntry(entry, width)),
    ...diff.params.flatMap(({ kind, path, param, fields }) => [
      `${MARKS[kind]} parameter ${printWord(path)}: ${param}`,
      ...fields.map(printField),
    ]),
    ...(diff.meta.length > 0 ? ['~ graph', ...diff.meta.map(printField)] : []),
  ]
  // A diff may itself come from JSON, and keys of meta are the user's.
  return lines.map(showInvisible).join('\n')
}

function summary({ counts, params, meta }: GraphDiff): string {
  const nodes = (['added', 'removed', 'changed', 'moved', 'unchanged'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${kind}`)
  const parameters = (['added', 'removed', 'changed'] as const)
    .map((kind) => ({ kind, count: params.filter((param) => param.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`)
  return [
    `nodes: ${nodes.join(', ') || 'none'}`,
    ...(parameters.length > 0 ? [`parameters: ${parameters.join(', ')}`] : []),
    ...(meta.length > 0 ? [`graph: ${meta.map(({ field }) => field).join(', ')}`] : []),
  ].join('; ')
}

function printEntry(entry: NodeDiff, width: number): readonly string[] {
  if (entry.kind === 'unchanged') return [`  ... ${entry.count} unchanged`]
  const { node } = entry
  const origin = entry.kind === 'added' ? printOrigin(node) : ''
  const line = `${MARKS[entry.kind]} ${node.statement.padEnd(width)}  : ${node.type}${origin && `   # ${origin}`}`
  return [line, ...('fields' in entry ? entry.fields.map(printField) : [])]
}

const printField = ({ field, before, after }: FieldDiff): string => `~     ${field}: ${before} -> ${after}`

const printOrigin = ({ pass, from }: DiffedNode): string =>
  [
    pass && `by ${printWord(pass)}`,
    from.length > 0 &&
      `from ${from.map(({ name, loc }) => printWord(name) + (loc ? ` (${printLocation(loc)})` : '')).join(', ')}`,
  ]
    .filter(Boolean)
    .join(', ')
