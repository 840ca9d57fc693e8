/** @file What a save changed in a graph, by the names that nodes have in the user's source. */
import type { NodeFacts } from '@tsfx/lsp'

export interface NodeChanges {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** Of the same name, and of another op or type. */
  readonly changed: readonly string[]
}

/** Compares two versions of a graph; without one before, nothing has changed. */
export function nodeChanges(before: readonly NodeFacts[] | null, after: readonly NodeFacts[]): NodeChanges {
  if (!before) return { added: [], removed: [], changed: [] }
  const was = new Map(before.map((node) => [node.name, node]))
  const is = new Map(after.map((node) => [node.name, node]))
  return {
    added: after.flatMap(({ name }) => (was.has(name) ? [] : [name])),
    removed: before.flatMap(({ name }) => (is.has(name) ? [] : [name])),
    changed: after.flatMap((node) => {
      const old = was.get(node.name)
      return old && (old.op !== node.op || old.type !== node.type) ? [node.name] : []
    }),
  }
}

/** Names that are listed of each kind; of the others, how many there are. */
const SHOWN = 5

/** `+gelu -relu ~head`; empty where nothing changed. */
export function printNodeChanges({ added, removed, changed }: NodeChanges): string {
  const list = (sign: string, names: readonly string[]): readonly string[] => [
    ...names.slice(0, SHOWN).map((name) => sign + name),
    ...(names.length > SHOWN ? [`${sign}${names.length - SHOWN} more`] : []),
  ]
  return [...list('+', added), ...list('-', removed), ...list('~', changed)].join(' ')
}
