/** @file What one transaction made. Its patches are written down when they are asked for: few ask, and they cost as much as many an edit. */
import type { Changes } from './changes.ts'
import type { Graph } from './graph.ts'
import type { Patch } from './patch.ts'

/** What one transaction made: the next version, and the patches that lead to it and back. */
export interface EditResult<T = void> {
  readonly graph: Graph
  readonly patches: readonly Patch[]
  readonly inverse: readonly Patch[]
  readonly result: T
}

interface Made {
  readonly before: Graph
  readonly changes: Changes
}

/** Beside the results, because a result is plain data that anyone may make. */
const made = new WeakMap<EditResult<unknown>, Made>()

/** The result of an edit of `before` that made `graph`. */
export function editResult<T>(before: Graph, graph: Graph, changes: Changes, result: T): EditResult<T> {
  const edited: EditResult<T> = Object.freeze({
    graph,
    result,
    get patches() {
      return changes.patches
    },
    get inverse() {
      return changes.inverse
    },
  })
  made.set(edited, { before, changes })
  return edited
}

/** What the edit changed, when `edited` is the result of one edit of `before`; null when that must be found out. */
export function changesFrom(before: Graph, edited: EditResult<unknown>): Changes | null {
  const known = made.get(edited)
  return known?.before === before ? known.changes : null
}
