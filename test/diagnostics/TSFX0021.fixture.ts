import { Graph, History } from '@tsfx/ir'

/** A version after the last. */
export const trigger = (): unknown => new History(Graph.empty()).versionAt(1)
