/**
 * @file One edit as a history holds it: what each changed field or entry was and is, in columns. Patches and their inverse
 * say the same in an object and a path for each change and direction, which takes several times the memory.
 */
import { changedNodes } from './changedNodes.ts'
import type { Patch } from './patch.ts'

/** Stands for an entry that is not there. */
const ABSENT = Symbol('absent')

/** What leads from the version before to the one after, and back. */
export class HistoryEntry {
  /** Such as the name of a pass. */
  readonly label: string
  /** Nodes that were added, removed or changed; those that only moved are not counted. */
  readonly changedNodes: number
  readonly #fields: readonly string[]
  /** Null where the whole field was set. */
  readonly #keys: readonly (string | number | null)[]
  readonly #before: readonly unknown[]
  readonly #after: readonly unknown[]

  /**
   * Takes the patches of one transaction, or of several in a row, each of a field of the state or of one entry of its maps;
   * of what was patched more than once, the net change.
   */
  constructor(label: string, patches: readonly Patch[], inverse: readonly Patch[]) {
    // The last patch of a place counts, in the inverse too: it undoes the first transaction, and so comes last.
    const before = new Map(inverse.map((patch) => [placeOf(patch), endOf(patch)]))
    const net = [...new Map(patches.map((patch) => [placeOf(patch), patch])).values()]
    this.label = label
    this.changedNodes = changedNodes(patches, inverse).length
    this.#fields = net.map(({ path }) => String(path[0]))
    this.#keys = net.map(({ path }) => path[1] ?? null)
    this.#before = net.map((patch) => before.get(placeOf(patch)))
    this.#after = net.map(endOf)
  }

  /** Lead from the version before to the one after. */
  get patches(): readonly Patch[] {
    return this.#patches(this.#before, this.#after)
  }

  /** Lead back. */
  get inverse(): readonly Patch[] {
    return this.#patches(this.#after, this.#before)
  }

  #patches(from: readonly unknown[], to: readonly unknown[]): readonly Patch[] {
    return this.#fields.map((field, i): Patch => {
      const key = this.#keys[i] ?? null
      const path = key === null ? [field] : [field, key]
      if (to[i] === ABSENT) return { op: 'remove', path }
      return { op: from[i] === ABSENT ? 'add' : 'replace', path, value: to[i] }
    })
  }
}

/** Slots go by number and parameters by text, so that no two entries of a field read the same. */
const placeOf = ({ path: [field, key] }: Patch): string =>
  key === undefined ? `${field}` : `${field} ${key}`

const endOf = ({ op, value }: Patch): unknown => (op === 'remove' ? ABSENT : value)
