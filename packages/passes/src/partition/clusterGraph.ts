/**
 * @file Clusters of nodes that are merged along edges while their graph stays free of cycles.
 *
 * The clusters are kept in topological order (after Pearce and Kelly, "A dynamic topological sort algorithm for directed acyclic
 * graphs", JEA 2006; TensorFlow's auto-clustering merges this way). Merging `a` with `b`, which reads it, makes a cycle exactly
 * if another path leads from `a` to `b`. All on it stand between them, so the search stays there, goes from both ends in turns,
 * and is over when one end has nothing more to visit; only what that end has visited must then move. So a merge costs twice
 * the edges that the cheaper end has between `a` and `b`: a few for chains, forks, skips and wide graphs, all edges at worst.
 * Neighbours are in sets, the smaller joining the larger: O(E log E) for all merges.
 */
import { RankedList } from './rankedList.ts'

/** Which way a search goes. */
type Neighbours = (cluster: number) => Iterable<number>

export class ClusterGraph {
  readonly #parents: Int32Array
  /** Representatives in topological order. */
  readonly #order: RankedList
  /** By representative; members may have been merged since, and are then replaced when they are met. */
  readonly #inputs: Set<number>[]
  readonly #users: Set<number>[]

  /** One cluster for each node; `inputs[i]` are indices below `i`. */
  constructor(inputs: readonly (readonly number[])[]) {
    this.#parents = Int32Array.from(inputs, (_, i) => i)
    this.#order = new RankedList(inputs.length)
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
    const rank = (cluster: number): number => this.#order.rank(cluster)
    const [after, before] = [new Set<number>(), new Set<number>()]
    const users: Neighbours = (cluster) => this.#current(this.#users, cluster)
    const inputs: Neighbours = (cluster) => this.#current(this.#inputs, cluster)
    const forward = search(a, b, users, (cluster) => rank(cluster) < rank(b), after)
    const backward = search(b, a, inputs, (cluster) => rank(cluster) > rank(a), before)
    const first = firstToEnd(forward, backward)
    if (first.found) return false
    const byRank = (clusters: Iterable<number>) => [...clusters].sort((x, y) => rank(x) - rank(y))
    if (first.search === forward) {
      // The cluster stands where `b` is, and what reads `a` behind it.
      for (const cluster of byRank(after).reverse()) this.#order.moveAfter(cluster, b)
      this.#order.remove(a)
    } else {
      // The cluster stands where `a` is, and what `b` reads before it.
      for (const cluster of byRank(before)) this.#order.moveBefore(cluster, a)
      this.#order.replace(a, b)
    }
    this.#join(a, b)
    return true
  }

  #join(a: number, b: number): void {
    const inputs = union(this.#inputs[a]!, this.#inputs[b]!)
    const users = union(this.#users[a]!, this.#users[b]!)
    for (const set of [inputs, users]) for (const own of [a, b]) set.delete(own)
    this.#parents[a] = b
    this.#inputs[b] = inputs
    this.#users[b] = users
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
