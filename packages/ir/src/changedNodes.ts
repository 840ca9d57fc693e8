/** @file Which nodes a list of patches changes, as against those whose neighbours alone it changes. */
import type { NodeId } from './fxNode.ts'
import type { Slot } from './graphState.ts'
import type { Patch } from './patch.ts'

/** Ids of the nodes that patches add, remove or change; `inverse` leads back. */
export function changedNodes(patches: readonly Patch[], inverse: readonly Patch[]): readonly NodeId[] {
  const [after, before] = [finalSlots(patches), finalSlots(inverse)]
  return [...after.keys()].filter((id) => after.get(id)?.node !== before.get(id)?.node)
}

/** Where a slot is patched more than once, the last patch counts. */
const finalSlots = (patches: readonly Patch[]): ReadonlyMap<NodeId, Slot | undefined> =>
  new Map(
    patches
      .filter(({ path }) => path[0] === 'slots')
      .map(({ path, value }) => [path[1] as NodeId, value as Slot | undefined]),
  )
