/** @file Where a dim ends: the last size that forward takes, when it fails at one further out. */

/** A size that forward takes, and the next one, where it fails. */
export interface SizeLimit {
  readonly takes: number
  readonly fails: number
}

/**
 * Asks for the sizes in turn, from `start` outwards, until one is not taken; then halves the gap.
 * Null when all are taken.
 */
export function sizeLimit(
  start: number,
  sizes: readonly number[],
  isTaken: (size: number) => boolean,
): SizeLimit | null {
  let takes = start
  for (const size of sizes) {
    if (isTaken(size)) {
      takes = size
      continue
    }
    let fails = size
    while (Math.abs(fails - takes) > 1) {
      const middle = Math.trunc((fails + takes) / 2)
      if (isTaken(middle)) takes = middle
      else fails = middle
    }
    return { takes, fails }
  }
  return null
}
