/**
 * @file What belongs to each node, by id. Ids are small and dense, so a table of pages takes a quarter of the memory of a Map,
 * and the table of the next version shares the pages that no edit touched.
 */
import { badNodeId, immutableVersion } from './diagnostics.generated.ts'
import type { NodeId } from './fxNode.ts'

const PAGE_BITS = 7
const PAGE_MASK = 2 ** PAGE_BITS - 1

type Page<T> = (T | undefined)[]

/** Plain JavaScript may ask for what is no id, of which a shift alone would make one. */
const isId = (id: unknown): id is NodeId => typeof id === 'number' && id >>> 0 === id

/** A Map from ids to anything but undefined, in the order of ids; once it is sealed, it stays as it is. */
export class IdTable<T> implements ReadonlyMap<NodeId, T> {
  readonly #pages: (Page<T> | undefined)[]
  /** By page: whether another table reads it too, so that it must be copied before it is written to. */
  readonly #isShared: boolean[] = []
  #size = 0
  #isSealed = false

  /** A table with these entries; another table lends its pages. */
  constructor(entries: Iterable<readonly [NodeId, T]> = []) {
    if (entries instanceof IdTable) {
      const { pages, size } = (entries as IdTable<T>).#lend()
      this.#pages = [...pages]
      this.#isShared = pages.map(() => true)
      this.#size = size
    } else {
      this.#pages = []
      for (const [id, value] of entries) this.set(id, value)
    }
  }

  get size(): number {
    return this.#size
  }

  get(id: NodeId): T | undefined {
    return isId(id) ? this.#pages[id >>> PAGE_BITS]?.[id & PAGE_MASK] : undefined
  }

  has(id: NodeId): boolean {
    return this.get(id) !== undefined
  }

  set(id: NodeId, value: T): void {
    if (!isId(id)) throw badNodeId({ id: String(id) })
    if (this.#write(id, value) === undefined) this.#size++
  }

  delete(id: NodeId): void {
    this.#checkOpen()
    if (!this.has(id)) return
    this.#write(id, undefined)
    this.#size--
  }

  clear(): void {
    this.#checkOpen()
    this.#pages.length = 0
    this.#isShared.length = 0
    this.#size = 0
  }

  /** Refuses changes from now on, also those of plain JavaScript. */
  seal(): this {
    this.#isSealed = true
    return this
  }

  forEach(visit: (value: T, id: NodeId, table: ReadonlyMap<NodeId, T>) => void): void {
    for (const [id, value] of this) visit(value, id, this)
  }

  *entries(): Generator<[NodeId, T], undefined> {
    for (const [number, page] of this.#pages.entries()) {
      for (const [i, value] of page?.entries() ?? [])
        if (value !== undefined) yield [(number * 2 ** PAGE_BITS + i) as NodeId, value]
    }
  }

  *keys(): Generator<NodeId, undefined> {
    for (const [id] of this.entries()) yield id
  }

  *values(): Generator<T, undefined> {
    for (const [, value] of this.entries()) yield value
  }

  [Symbol.iterator](): Generator<[NodeId, T], undefined> {
    return this.entries()
  }

  #lend(): { readonly pages: readonly (Page<T> | undefined)[]; readonly size: number } {
    this.#isShared.fill(true, 0, this.#pages.length)
    return { pages: this.#pages, size: this.#size }
  }

  #checkOpen(): void {
    if (this.#isSealed) throw immutableVersion()
  }

  /** Returns what stood there. */
  #write(id: NodeId, value: T | undefined): T | undefined {
    this.#checkOpen()
    const number = id >>> PAGE_BITS
    let page = this.#pages[number]
    if (!page || this.#isShared[number]) {
      page = page?.slice() ?? []
      this.#pages[number] = page
      this.#isShared[number] = false
    }
    const before = page[id & PAGE_MASK]
    page[id & PAGE_MASK] = value
    return before
  }
}
