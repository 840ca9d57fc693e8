/**
 * @file Finds the regions of a graph: for each module path the statements at or below it, where they stand one behind another.
 * A module whose statements are mixed with those of others, or that has fewer than two, is no region. One pass over the statements.
 */
import type { Region, Statement } from './region.ts'

interface Extent {
  readonly start: number
  end: number
  count: number
}

/** The regions of `statements`, by the position of their first statement, outer ones first. */
export function findRegions(statements: readonly Statement[]): readonly Region[] {
  const extents = new Map<string, Extent>()
  statements.forEach(({ node }, position) => {
    for (const path of pathsAbove(node.scope)) {
      const extent = extents.get(path)
      if (!extent) extents.set(path, { start: position, end: position + 1, count: 1 })
      else {
        extent.end = position + 1
        extent.count++
      }
    }
  })
  return [...extents]
    .filter(([, { start, end, count }]) => count >= 2 && count === end - start)
    .map(([path, { start, end }]) => ({ path, start, end }))
    .sort((a, b) => a.start - b.start || b.end - a.end || a.path.length - b.path.length)
}

/** Paths down to `scope`: `a`, `a.b` and `a.b.c` for `a.b.c`; none for the root. */
export function* pathsAbove(scope: string): Generator<string> {
  if (scope === '') return
  for (let dot = scope.indexOf('.'); dot >= 0; dot = scope.indexOf('.', dot + 1)) yield scope.slice(0, dot)
  yield scope
}
