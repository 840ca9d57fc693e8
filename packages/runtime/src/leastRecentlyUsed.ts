/** @file A map that keeps what was used last, so that inputs of ever new shapes do not fill the memory. */

/** At most `capacity` entries; a new one puts out the one that was not used for longest. */
export class LeastRecentlyUsed<K, V> {
  readonly #capacity: number
  /** In the order of last use. */
  readonly #entries = new Map<K, V>()

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key)
    if (value !== undefined) this.set(key, value)
    return value
  }

  set(key: K, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size > this.#capacity) this.#entries.delete(this.#entries.keys().next().value!)
  }

  /** The first value that `matches`, now the one used last. */
  find(matches: (value: V) => boolean): V | undefined {
    for (const [key, value] of this.#entries) if (matches(value)) return this.get(key)
    return undefined
  }
}
