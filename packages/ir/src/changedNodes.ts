import { Changes } from './changes.ts'
import type { NodeId } from './fxNode.ts'
import type { Patch } from './patch.ts'

/** Ids of the nodes that patches add, remove or change, as against those whose neighbours alone they change; `inverse` leads back. */
export const changedNodes = (patches: readonly Patch[], inverse: readonly Patch[]): readonly NodeId[] =>
  Changes.ofPatches(patches, inverse).changedNodes
