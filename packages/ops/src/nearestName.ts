/** @file What a misspelt name was meant to be: the name that is the fewest single-letter edits away (Levenshtein 1966). */

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

/** Letters to insert, leave out or change, to make one of the other; row by row of the usual table. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let k = 0; k < b.length; k++)
      next.push(Math.min(row[k + 1]! + 1, next[k]! + 1, row[k]! + (letter === b[k] ? 0 : 1)))
    row = next
  }
  return row.at(-1)!
}
