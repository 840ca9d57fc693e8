/** @file The way back from a node to the user's source, through all passes. */
import type { FxNode } from './fxNode.ts'
import { type NodeSource, sourceOf } from './nodeSource.ts'
import { printWord } from './printWord.ts'
import { printLocation, type SourceLocation } from './sourceLocation.ts'

/** The recorded nodes that `node` goes back to, each once, in the order in which passes named them. */
export function tracedSources(node: FxNode): readonly NodeSource[] {
  const leaves: NodeSource[] = []
  const seen = new Set<NodeSource>()
  // A stack of its own: a rule run to fixpoint may leave a chain as long as the graph.
  const open = [sourceOf(node)]
  for (let source = open.pop(); source; source = open.pop()) {
    if (seen.has(source)) continue
    seen.add(source)
    if (source.from.length === 0) leaves.push(source)
    else for (const inner of source.from.toReversed()) open.push(inner)
  }
  return leaves
}

/** The places in the user's source that `node` goes back to, each once. */
export function sourcePlaces(node: FxNode): readonly SourceLocation[] {
  const places = new Map<string, SourceLocation>()
  for (const { loc } of tracedSources(node)) {
    if (loc) places.set(`${loc.file}:${loc.line}:${loc.column}`, loc)
  }
  return [...places.values()]
}

/**
 * The tree of a node's sources as text, one line each; a source met before is not unfolded again.
 *
 *     y = conv2d  by fuseActivation
 *       y = conv2d  by foldBatchNorm
 *         conv = conv2d  net.ts:12:20
 *         norm = batchNorm  net.ts:13:20
 *       out = relu  net.ts:14:12
 */
export function printProvenance(node: FxNode): string {
  const lines: string[] = []
  const seen = new Set<NodeSource>()
  const open: { source: NodeSource; depth: number }[] = [{ source: sourceOf(node), depth: 0 }]
  for (let entry = open.pop(); entry; entry = open.pop()) {
    const { source, depth } = entry
    const again = seen.has(source) && source.from.length > 0
    seen.add(source)
    lines.push('  '.repeat(depth) + printSource(source) + (again ? '  (as above)' : ''))
    if (!again) for (const inner of source.from.toReversed()) open.push({ source: inner, depth: depth + 1 })
  }
  return lines.join('\n')
}

function printSource({ name, kind, target, loc, pass }: NodeSource): string {
  const what = kind === 'call_function' ? printWord(target) : `${kind} ${printWord(target)}`
  return [`${printWord(name)} = ${what}`, pass && `by ${printWord(pass)}`, !pass && loc && printLocation(loc)]
    .filter(Boolean)
    .join('  ')
}
