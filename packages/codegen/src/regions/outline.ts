/** @file Outlining in one call: regions, their structures, the choice of methods, the bodies. */
import { chooseMethods } from './chooseMethods.ts'
import { findRegions } from './findRegions.ts'
import { type Outline, planBodies } from './planBodies.ts'
import type { RegionContext } from './regionContext.ts'
import { structureOf } from './structureOf.ts'

/** The outline of a graph; without `reroll` it has no methods. */
export function outline(context: RegionContext, reroll: boolean): Outline {
  const regions = reroll ? findRegions(context.statements) : []
  const structured = regions.flatMap((region) => structureOf(region, context) ?? [])
  return planBodies(chooseMethods(structured, context), context)
}
