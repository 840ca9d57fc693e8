/** @file What a misspelt name was meant to be: the name that is the fewest slips of one letter, or of two that are swapped, away (Damerau 1964). */

/** Of `names` the one nearest to `name`; null when a third of its letters or more would have to change. */
export function nearestName(name: string, names: Iterable<string>): string | null {
  let nearest: string | null = null
  // One wrong letter may always be a slip, however short the name is.
  let least = Math.max(2, Math.ceil(name.length / 3))
  for (const other of names) {
    const edits = editsBetween(name.toLowerCase(), other.toLowerCase())
    if (edits < least) [nearest, least] = [other, edits]
  }
  return nearest
}

/** `; did you mean 'image'?`, or nothing when no name is near: to end a sentence. */
export function didYouMean(name: string, names: Iterable<string>): string {
  const nearest = nearestName(name, names)
  return nearest === null ? '' : `; did you mean '${nearest}'?`
}

/** Letters to insert, leave out, change or swap with the next, to make one of the other; row by row of the usual table. */
function editsBetween(a: string, b: string): number {
  let before: readonly number[] = []
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let k = 0; k < b.length; k++) {
      const changed = row[k]! + (a[i] === b[k] ? 0 : 1)
      const isSwap = i > 0 && k > 0 && a[i] === b[k - 1] && a[i - 1] === b[k]
      const swapped = isSwap ? before[k - 1]! + 1 : changed
      next.push(Math.min(row[k + 1]! + 1, next[k]! + 1, changed, swapped))
    }
    before = row
    row = next
  }
  return row.at(-1)!
}
