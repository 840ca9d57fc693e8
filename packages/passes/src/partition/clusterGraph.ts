/**
 * @file Clusters of nodes that are merged along edges while their graph stays free of cycles.
 *
 * A topological rank of the clusters is kept up to date (Pearce and Kelly, "A dynamic topological sort algorithm for directed
 * acyclic graphs", JEA 2006; TensorFlow's auto-clustering merges this way). Merging `a` into `b`, which reads it, makes a cycle
 * exactly if another path leads from `a` to `b`; all nodes on it rank between them. So the search is confined to these
 * ranks, goes from both ends in turns, and stops when one end has nothing more to visit. Neighbours are kept in sets, the
 * smaller joining the larger: O(E log E) for all merges. A merge costs at most the edges between the two ranks, which for
 * chains, forks, skips and wide graphs is a constant; the worst case is O(E).
 */

/** A rank that no cluster has. */
const NONE = -1

/** Which way a search goes. */
type Neighbours = (cluster: number) => Iterable<number>

export class ClusterGraph {
  readonly #parents: Int32Array
  readonly #ranks: Int32Array
  /** By rank. */
  readonly #clusters: Int32Array
  /** By representative; members may have been merged since, and are then replaced when they are met. */
  readonly #inputs: Set<number>[]
  readonly #users: Set<number>[]

  /** One cluster for each node; `inputs[i]` are indices below `i`. */
  constructor(inputs: readonly (readonly number[])[]) {
    this.#parents = Int32Array.from(inputs, (_, i) => i)
    this.#ranks = Int32Array.from(inputs, (_, i) => i)
    this.#clusters = Int32Array.from(inputs, (_, i) => i)
    this.#inputs = inputs.map((list) => new Set(list))
    this.#users = inputs.map(() => new Set<number>())
    for (const [i, list] of inputs.entries()) for (const input of list) this.#users[input]?.add(i)
  }

  /** The node that stands for the cluster of `node`. */
  find(node: number): number {
    let root = node
    while (this.#parents[root] !== root) root = this.#parents[root]!
    for (let at = node; at !== root; ) {
      const next = this.#parents[at]!
      this.#parents[at] = root
      at = next
    }
    return root
  }

  /** The clusters that `cluster` reads. */
  inputsOf(cluster: number): readonly number[] {
    return [...this.#current(this.#inputs, cluster)]
  }

  /** Merges cluster `a` with `b`, which reads it; returns false, and changes nothing, when that would make a cycle. */
  merge(a: number, b: number): boolean {
    const [low, high] = [this.#ranks[a]!, this.#ranks[b]!]
    const [after, before] = [new Set<number>(), new Set<number>()]
    const users: Neighbours = (cluster) => this.#current(this.#users, cluster)
    const inputs: Neighbours = (cluster) => this.#current(this.#inputs, cluster)
    const forward = search(a, b, users, (cluster) => this.#ranks[cluster]! < high, after)
    const backward = search(b, a, inputs, (cluster) => this.#ranks[cluster]! > low, before)
    const first = firstToEnd(forward, backward)
    if (first.found) return false
    const isForward = first.search === forward
    const isLower = (cluster: number): boolean => (isForward ? !after.has(cluster) : before.has(cluster))
    if ((isForward ? after : before).size === 0) this.#join(a, b, isForward ? high : low)
    // With both ends known only those move; otherwise all between, which costs no more than the search may.
    else if (endsWithin(isForward ? backward : forward, high - low))
      this.#join(a, b, this.#makeRoom([low, high], [...before, ...after], isLower))
    else this.#join(a, b, this.#makeRoom([low, high], this.#between(low, high), isLower))
    return true
  }

  #between(low: number, high: number): readonly number[] {
    return [...this.#clusters.subarray(low + 1, high)].filter((cluster) => cluster !== NONE)
  }

  /** Ranks `clusters` anew in the ranks they have and two more: lower ones first, then the free one returned, then the others. */
  #makeRoom(
    ranks: readonly [number, number],
    clusters: readonly number[],
    isLower: (cluster: number) => boolean,
  ): number {
    const ordered = [...clusters].sort((x, y) => this.#ranks[x]! - this.#ranks[y]!)
    const free = Int32Array.from([...ranks, ...ordered.map((cluster) => this.#ranks[cluster]!)]).sort()
    for (const rank of free) this.#clusters[rank] = NONE
    const lower = ordered.filter(isLower)
    const upper = ordered.filter((cluster) => !isLower(cluster))
    for (const [i, cluster] of lower.entries()) this.#setRank(cluster, free[i]!)
    for (const [i, cluster] of upper.entries()) this.#setRank(cluster, free[free.length - upper.length + i]!)
    return free[lower.length]!
  }

  #setRank(cluster: number, rank: number): void {
    this.#ranks[cluster] = rank
    this.#clusters[rank] = cluster
  }

  #join(a: number, b: number, rank: number): void {
    const inputs = union(this.#inputs[a]!, this.#inputs[b]!)
    const users = union(this.#users[a]!, this.#users[b]!)
    for (const set of [inputs, users]) for (const own of [a, b]) set.delete(own)
    for (const own of [a, b])
      if (this.#clusters[this.#ranks[own]!] === own) this.#clusters[this.#ranks[own]!] = NONE
    this.#parents[a] = b
    this.#inputs[b] = inputs
    this.#users[b] = users
    this.#setRank(b, rank)
  }

  /** Neighbours as clusters of now. What is found merged is replaced on the way, so it is met once. */
  *#current(sets: readonly Set<number>[], cluster: number): Iterable<number> {
    const set = sets[cluster]!
    for (const neighbour of set) {
      const root = this.find(neighbour)
      if (root !== neighbour) {
        set.delete(neighbour)
        // Added behind the others, so that this loop comes to it.
        if (root !== cluster) set.add(root)
      } else yield root
    }
  }
}

function union(a: Set<number>, b: Set<number>): Set<number> {
  const [small, large] = a.size < b.size ? [a, b] : [b, a]
  for (const item of small) large.add(item)
  return large
}

type Search = Generator<void, boolean>

/** Visits what is reachable from `start` and lies `within`, leaving out the edge to `target`; returns whether `target` is. One step for each edge. */
function* search(
  start: number,
  target: number,
  neighbours: Neighbours,
  within: (cluster: number) => boolean,
  visited: Set<number>,
): Search {
  const open = [start]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of neighbours(at)) {
      yield
      if (next === target && at !== start) return true
      if (next === target || visited.has(next) || !within(next)) continue
      visited.add(next)
      open.push(next)
    }
  }
  return false
}

/** Advances both in turns until one ends. */
function firstToEnd(a: Search, b: Search): { readonly search: Search; readonly found: boolean } {
  for (;;) {
    for (const each of [a, b]) {
      const step = each.next()
      if (step.done) return { search: each, found: step.value }
    }
  }
}

/** Says whether a search ends in so many steps. */
function endsWithin(each: Search, steps: number): boolean {
  for (let i = 0; i <= steps; i++) if (each.next().done) return true
  return false
}
