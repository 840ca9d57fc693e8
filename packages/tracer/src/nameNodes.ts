/** @file Names and comments of nodes, taken from the user's source. */
import { type ItemNames, legalIdentifier, type SourceLocation, type SourceLookup } from '@tsfx/ir'
import { userFrames } from './callStack.ts'
import type { RecordedNode } from './recorder.ts'

export interface NodeLabel {
  readonly name: string
  /** The variables that the value was taken apart into. */
  readonly outputs: ItemNames | null
  readonly comment: string | null
  readonly loc: SourceLocation | null
}

/**
 * Labels each node. A value has the name of the variable that receives it; where a user's line calls a layer that records several
 * ops, the last of them is that value. A name taken already is put behind the last segment of its module's path.
 */
export function nameNodes(nodes: readonly RecordedNode[], lookup: SourceLookup | null): readonly NodeLabel[] {
  const calls = nodes.map((node) => (node.stack ? userFrames(node.stack) : { frames: [], libraryCalls: 0 }))
  const lastOfLine = new Map<number, number>()
  const lineOf = (i: number): number | null => {
    const { libraryCalls } = calls[i] as (typeof calls)[number]
    return libraryCalls > 0 ? (nodes[i]?.moduleCalls.at(-libraryCalls) ?? null) : null
  }
  for (const i of nodes.keys()) {
    const line = lineOf(i)
    if (line !== null) lastOfLine.set(line, i)
  }
  const taken = new Set<string>()
  const claim = (wanted: string, scope: string): string => {
    const name = freeName(wanted, scope, taken)
    taken.add(name)
    return name
  }
  const elements = new ElementNames()
  const commented = new Set<string>()
  return nodes.map((node, i) => {
    const { frames, libraryCalls } = calls[i] as (typeof calls)[number]
    const description = frames.length > 0 ? (lookup?.describe(frames) ?? null) : null
    const line = lineOf(i)
    const isValue = line === null || lastOfLine.get(line) === i
    const wanted = isValue ? (description?.name ?? elements.next(node, description?.each)) : null
    const outputs =
      isValue && description?.outputs && node.type?.kind !== 'tensor'
        ? mapNames(description.outputs, (item) => claim(item, node.scope))
        : null
    const name =
      (wanted && claim(wanted, node.scope)) ??
      (outputs && joined(outputs)) ??
      nameWithoutSource(node, libraryCalls, taken)
    taken.add(name)
    const comment = description?.comment ?? null
    const statement = comment && lookup ? commentedStatement(node, frames, comment, lookup) : ''
    const isFirst = !commented.has(statement)
    commented.add(statement)
    return { name, outputs, comment: isFirst ? comment : null, loc: frames[0] ?? null }
  })
}

/** Hands the variables of `const [q, k] = xs.map(...)` to the values of the callback, in the order of its calls. */
class ElementNames {
  readonly #calls = new Map<string, number>()

  next({ moduleCalls }: RecordedNode, names: readonly (string | null)[] | undefined): string | null {
    if (names === undefined) return null
    const key = JSON.stringify([moduleCalls, names])
    const call = this.#calls.get(key) ?? 0
    this.#calls.set(key, call + 1)
    return names[call % names.length] ?? null
  }
}

const isNameList = (names: ItemNames): names is readonly (string | null)[] => Array.isArray(names)

const mapNames = (names: ItemNames, map: (name: string) => string): ItemNames =>
  isNameList(names)
    ? names.map((name) => name && map(name))
    : Object.fromEntries(Object.entries(names).map(([key, name]) => [key, map(name)]))

/** `q_k_v`, to speak of a value without a name of its own; null where no item has one. */
const joined = (names: ItemNames): string | null =>
  Object.values(names)
    .filter((name) => name !== null)
    .join('_') || null

/** The op's name; where it is taken, behind the module whose code calls the layer: `downRelu` reads better than `relu_2`. */
function nameWithoutSource(node: RecordedNode, libraryCalls: number, taken: ReadonlySet<string>): string {
  if (node.kind === 'output') return node.target
  if (node.kind !== 'call_function') return node.target.replaceAll('.', '_')
  if (node.layer !== null) return legalIdentifier(node.layer)
  return freeName(
    node.target,
    node.scope
      .split('.')
      .slice(0, libraryCalls > 0 ? -1 : undefined)
      .join('.'),
    taken,
  )
}

function freeName(wanted: string, scope: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted) || scope === '') return wanted
  // `blocks.1` alone would give `1Relu`: the name of the list belongs to it.
  const [, prefix = ''] = /((?:[^.]+\.)?\d+|[^.]+)$/.exec(scope) ?? []
  return prefix.replaceAll('.', '') + (wanted[0] ?? '').toUpperCase() + wanted.slice(1)
}

/**
 * Tells the statement that a comment belongs to, in one call of its function: a statement may record nodes in several layers,
 * and only the first of them carries the comment. The outermost frame with that comment is the statement's.
 */
function commentedStatement(
  node: RecordedNode,
  frames: readonly SourceLocation[],
  comment: string,
  lookup: SourceLookup,
): string {
  let depth = 0
  while (depth < frames.length - 1 && lookup.describe(frames.slice(-1 - depth))?.comment !== comment) depth++
  return `${node.moduleCalls.slice(0, depth).join()}: ${comment}`
}
