import { Graph } from '@tsfx/ir'

/** A parameter that nobody set. */
export const trigger = (): unknown => Graph.empty().edit((edit) => edit.removeParam('wieght'))
