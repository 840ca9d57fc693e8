import { Graph } from '@tsfx/ir'
import { any, match, op } from '@tsfx/passes'

/** One name for a node and for its input. */
export const trigger = (): unknown => match(Graph.empty(), op('relu', { x: any('x') }).as('x'))
