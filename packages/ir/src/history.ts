/**
 * @file The versions of one graph, with labels: undo, redo, and what each edit changed. It holds the present version and
 * what each edit changed, so that an edit costs what it changed; other versions are made when they are asked for.
 */
import { Changes } from './changes.ts'
import { editOfAnotherVersion, noSuchVersion } from './diagnostics.generated.ts'
import { diff, type GraphDiff } from './diff.ts'
import type { Edit } from './edit.ts'
import { changesFrom, type EditResult } from './editResult.ts'
import type { Graph } from './graph.ts'
import type { GraphMeta } from './graphState.ts'
import { HistoryEntry } from './historyEntry.ts'
import { sameParam } from './param.ts'
import type { Patch } from './patch.ts'

/** Versions of one graph, with undo and redo. */
export class History {
  #graph: Graph
  #position = 0
  readonly #entries: HistoryEntry[] = []

  /** Begins with `graph` as version 0. */
  constructor(graph: Graph) {
    this.#graph = graph
  }

  /** The present version. */
  get graph(): Graph {
    return this.#graph
  }

  /** Index of the present version: the number of entries that hold now. */
  get position(): number {
    return this.#position
  }

  /** All edits in order; from `position` on, those that were undone and can be redone. */
  get entries(): readonly HistoryEntry[] {
    return this.#entries
  }

  /**
   * Adds an edit of the present version, which it makes the version before; what was undone is gone. An edit that
   * changed nothing is an entry as well, so that each pass of a pipeline has one.
   * @throws TSFX0020 when `result` was made from another version.
   */
  record(label: string, made: EditResult<unknown>): Graph {
    const { graph } = made
    const changes = changesFrom(this.#graph, made) ?? checkedChanges(this.#graph, made)
    if (!changes) throw editOfAnotherVersion({ label, graph: this.#graph.meta.name })
    this.#entries.splice(this.#position)
    this.#entries.push(new HistoryEntry(label, changes))
    this.#position++
    this.#graph = graph
    return graph
  }

  /** Edits the present version and records it. */
  edit<T = void>(label: string, recipe: (edit: Edit) => T): EditResult<T> {
    const made = this.#graph.edit(recipe)
    this.record(label, made)
    return made
  }

  /** Goes back one version, to the very node records that it had; null, and no change, when there is none before. */
  undo(): Graph | null {
    return this.#position === 0 ? null : this.#goTo(this.#position - 1)
  }

  /** Goes forward to what was undone last; null, and no change, when nothing is. */
  redo(): Graph | null {
    return this.#position === this.#entries.length ? null : this.#goTo(this.#position + 1)
  }

  /** Version `index`, 0 being the first; the present one stays. @throws TSFX0021 when there is none. */
  versionAt(index: number): Graph {
    const last = this.#entries.length
    if (!Number.isInteger(index) || index < 0 || index > last)
      throw noSuchVersion({ graph: this.#graph.meta.name, index, last })
    if (index === this.#position) return this.#graph
    const steps =
      index < this.#position
        ? this.#entries
            .slice(index, this.#position)
            .reverse()
            .map((entry) => entry.inverse)
        : this.#entries.slice(this.#position, index).map((entry) => entry.patches)
    return this.#graph.apply(steps.flat())
  }

  /** What leads from version `from` to version `to`. @throws TSFX0021 when there is no such version. */
  diff(from: number, to: number): GraphDiff {
    return diff(this.versionAt(from), this.versionAt(to))
  }

  #goTo(index: number): Graph {
    this.#graph = this.versionAt(index)
    this.#position = index
    return this.#graph
  }
}

/** Patches that went through JSON hold another record of the same content. */
const sameContent = (a: GraphMeta, b: GraphMeta): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b)

/** The net change from `before` to a version that several edits or patches made; null when they do not lead back to it. */
function checkedChanges(before: Graph, { graph, patches, inverse }: EditResult<unknown>): Changes | null {
  return leadsBack(graph, inverse, before) ? Changes.ofPatches(patches, inverse) : null
}

/** Says whether `inverse` leads from `graph` to all that `before` holds. */
function leadsBack(graph: Graph, inverse: readonly Patch[], before: Graph): boolean {
  if (graph === before) return inverse.length === 0
  if (graph.lineage !== before.lineage) return false
  const { slots, head, tail, nextId, params, meta } = graph.apply(inverse).state
  const { state } = before
  if (slots.size !== state.slots.size || params.size !== state.params.size) return false
  if (head !== state.head || tail !== state.tail || nextId !== state.nextId) return false
  if (!sameContent(meta, state.meta)) return false
  for (const [path, handle] of state.params) {
    const there = params.get(path)
    if (!there || !sameParam(there, handle)) return false
  }
  for (const [id, { node, next }] of state.slots) {
    const slot = slots.get(id)
    if (slot?.node !== node || slot.next !== next) return false
  }
  return true
}
