/** @file Outlining in one call: regions, their structures, the choice of methods, the bodies. */

import type { Graph } from '@tsfx/ir'
import { chooseMethods } from './chooseMethods.ts'
import { findRegions, pathsAbove } from './findRegions.ts'
import { classOf, isContainer } from './methodTitle.ts'
import { type Outline, planBodies } from './planBodies.ts'
import type { Region } from './region.ts'
import type { RegionContext } from './regionContext.ts'
import { structuresOf } from './structureOf.ts'

/** The outline of a graph; without `reroll` it has no methods. */
export function outline(context: RegionContext, reroll: boolean): Outline {
  const regions = reroll ? withoutStages(findRegions(context.statements), context.graph) : []
  return planBodies(chooseMethods(structuresOf(regions, context), context), context)
}

/** The regions without containers of modules that are regions with a class of the user's: those are what the user thinks in. */
function withoutStages(regions: readonly Region[], graph: Graph): readonly Region[] {
  const stages = new Set<string>()
  for (const { path } of regions)
    if (classOf(path, graph) !== null)
      for (const above of pathsAbove(path)) if (above !== path) stages.add(above)
  return regions.filter(({ path }) => !stages.has(path) || !isContainer(path, graph))
}
