/** Says whether the clusters `groupOf` can be put in order, by taking away again and again one that nobody left reads from. */
export function isAcyclic(inputs: readonly (readonly number[])[], groupOf: readonly number[]): boolean {
  const edges = inputs.flatMap((list, i) => list.map((input) => [groupOf[input]!, groupOf[i]!] as const))
  const left = new Set(groupOf)
  for (;;) {
    const free = [...left].find(
      (group) => !edges.some(([from, to]) => to === group && from !== group && left.has(from)),
    )
    if (free === undefined) return left.size === 0
    left.delete(free)
  }
}
