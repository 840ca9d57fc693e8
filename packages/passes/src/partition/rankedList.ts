/**
 * @file Items in an order that can be asked for in O(1) and changed in O(1): a linked list with numbers that grow along it.
 *
 * An item put between two others gets a number between theirs, close to the far one, because the next is put at the same place
 * most often; about 30,000 fit before all are numbered anew.
 */
export class RankedList {
  readonly #ranks: Float64Array
  readonly #next: Int32Array
  readonly #prev: Int32Array

  /** The items 0 to `size - 1`, in this order; `size` itself stands before and behind all. */
  constructor(size: number) {
    this.#ranks = Float64Array.from({ length: size + 1 }, (_, i) => i)
    this.#next = Int32Array.from({ length: size + 1 }, (_, i) => (i + 1) % (size + 1))
    this.#prev = Int32Array.from({ length: size + 1 }, (_, i) => (i + size) % (size + 1))
  }

  /** Grows along the list; it may change with every move. */
  rank(item: number): number {
    return this.#ranks[item]!
  }

  moveBefore(item: number, anchor: number): void {
    this.remove(item)
    this.#link(this.#prev[anchor]!, item, anchor, 1 / FAR)
  }

  moveAfter(item: number, anchor: number): void {
    this.remove(item)
    this.#link(anchor, item, this.#next[anchor]!, 1 - 1 / FAR)
  }

  remove(item: number): void {
    this.#join(this.#prev[item]!, this.#next[item]!)
  }

  /** Puts `item` where `old` is, which leaves the list. */
  replace(old: number, item: number): void {
    this.remove(item)
    this.#join(this.#prev[old]!, item)
    this.#join(item, this.#next[old]!)
    this.#ranks[item] = this.#ranks[old]!
  }

  #link(prev: number, item: number, next: number, share: number): void {
    this.#join(prev, item)
    this.#join(item, next)
    const [low, high] = [this.#rankAtStart(prev), this.#ranks[next]!]
    const rank = low + (high - low) * share
    if (rank > low && rank < high) this.#ranks[item] = rank
    else this.#renumber()
  }

  #join(prev: number, next: number): void {
    this.#next[prev] = next
    this.#prev[next] = prev
  }

  /** What stands before all has the rank of what stands behind all. */
  #rankAtStart(item: number): number {
    return item === this.#end ? -1 : this.#ranks[item]!
  }

  get #end(): number {
    return this.#ranks.length - 1
  }

  #renumber(): void {
    let rank = 0
    for (let item = this.#next[this.#end]!; item !== this.#end; item = this.#next[item]!)
      this.#ranks[item] = rank++
    this.#ranks[this.#end] = rank
  }
}

/** One part of so many of the room between two items is left at the far side. */
const FAR = 1024
