/**
 * @file The net change from one version to another: what each changed field or entry was and is, in columns. Patches and their
 * inverse say the same in an object and a path for each change and direction, which takes several times the memory, so
 * they are made when someone asks.
 */
import type { NodeId } from './fxNode.ts'
import { type GraphState, Slot } from './graphState.ts'
import { NextState, type Patch } from './patch.ts'

export class Changes {
  readonly #fields: (string | number)[] = []
  /** Null where the whole field was set. */
  readonly #keys: (string | number | null)[] = []
  readonly #before: unknown[] = []
  readonly #after: unknown[] = []

  /**
   * Those of several transactions in a row, each patch of a field of the state or of one entry of its Maps; of what was
   * patched more than once, the net change, and nothing of what came to be as it was.
   */
  static ofPatches(patches: readonly Patch[], inverse: readonly Patch[]): Changes {
    const changes = new Changes()
    // The last patch of a place counts, in the inverse too: it undoes the first transaction, and so comes last.
    const before = new Map(inverse.map((patch) => [placeOf(patch), patch.value]))
    for (const [place, { path, value }] of new Map(patches.map((patch) => [placeOf(patch), patch])))
      if (!isSame(before.get(place), value))
        changes.#push(path[0]!, path[1] ?? null, before.get(place), value)
    return changes
  }

  get size(): number {
    return this.#fields.length
  }

  /** Lead from the version before to the one after. */
  get patches(): readonly Patch[] {
    return this.#patches(this.#before, this.#after)
  }

  /** Lead back. */
  get inverse(): readonly Patch[] {
    return this.#patches(this.#after, this.#before)
  }

  /** Nodes that were added, removed or changed, as against those whose neighbours alone were. */
  get changedNodes(): readonly NodeId[] {
    const nodeOf = (slot: unknown) => (slot as Slot | undefined)?.node
    return this.#keys.filter(
      (_, i) => this.#fields[i] === 'slots' && nodeOf(this.#before[i]) !== nodeOf(this.#after[i]),
    ) as NodeId[]
  }

  /** Notes that what stands at `key` of `field` was `before` and is `after`; undefined means that nothing stands there. */
  add(field: string, key: string | number | null, before: unknown, after: unknown): void {
    if (before !== after) this.#push(field, key, before, after)
  }

  /** The state after, of the one before. */
  applyTo(state: GraphState): GraphState {
    const next = new NextState(state)
    for (let i = 0; i < this.size; i++) next.set(this.#fields[i]!, this.#keys[i]!, this.#after[i])
    return next.close()
  }

  #push(field: string | number, key: string | number | null, before: unknown, after: unknown): void {
    this.#fields.push(field)
    this.#keys.push(key)
    this.#before.push(before)
    this.#after.push(after)
  }

  #patches(from: readonly unknown[], to: readonly unknown[]): readonly Patch[] {
    return this.#fields.map((field, i): Patch => {
      const key = this.#keys[i]!
      const path = key === null ? [field] : [field, key]
      if (to[i] === undefined) return { op: 'remove', path }
      return { op: from[i] === undefined ? 'add' : 'replace', path, value: to[i] }
    })
  }
}

/** Another slot of a node between the same neighbours says nothing new. */
const isSame = (a: unknown, b: unknown): boolean =>
  a === b ||
  (a instanceof Slot && b instanceof Slot && a.node === b.node && a.prev === b.prev && a.next === b.next)

/** Slots go by number and parameters by text, so that no two entries of a field read the same. */
const placeOf = ({ path: [field, key] }: Patch): string =>
  key === undefined ? `${field}` : `${field} ${key}`
