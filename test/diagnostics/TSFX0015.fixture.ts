import { Graph } from '@tsfx/ir'

/** A recipe that waits. */
export const trigger = (): unknown => Graph.empty().edit(async () => {})
