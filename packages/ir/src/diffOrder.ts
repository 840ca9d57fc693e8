/**
 * @file Which of some items kept their order: a longest increasing subsequence of their old positions, by patience
 * sorting (Fredman, "On computing the length of longest increasing subsequences", 1975). O(N log N), O(N) when in order.
 */

/** Says for each item whether it is in a longest increasing subsequence of `positions`, which are distinct. */
export function diffOrder(positions: readonly number[]): readonly boolean[] {
  /** For each length, the item that ends such a subsequence at the lowest position. */
  const ends: number[] = []
  const previous: (number | null)[] = []
  for (const [item, position] of positions.entries()) {
    const length = firstNotBelow(ends, positions, position)
    previous.push(length > 0 ? ends[length - 1]! : null)
    ends[length] = item
  }
  const kept = new Array<boolean>(positions.length).fill(false)
  for (let item = ends.at(-1) ?? null; item !== null; item = previous[item] ?? null) kept[item] = true
  return kept
}

/** The first length whose end is not below `position`; tries the longest first, as most items are in order. */
function firstNotBelow(ends: readonly number[], positions: readonly number[], position: number): number {
  let high = ends.length
  if (high === 0 || positions[ends[high - 1]!]! < position) return high
  for (let low = 0; low < high; ) {
    const middle = (low + high) >> 1
    if (positions[ends[middle]!]! < position) low = middle + 1
    else high = middle
  }
  return high
}
