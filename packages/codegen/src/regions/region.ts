/** @file What outlining works on: the printed statements of a graph in order, and runs of them that belong to one module. */
import type { FxNode, NodeId, Ref } from '@tsfx/ir'
import type { PrintedCall } from '@tsfx/ops'

/** A node that makes a statement, with its call as data. */
export interface Statement {
  readonly node: FxNode
  readonly call: PrintedCall
}

/** The statements of one module and of the modules in it, which stand one behind another. */
export interface Region {
  /** Path of the module. */
  readonly path: string
  /** Positions of its first statement, and of the first behind it. */
  readonly start: number
  readonly end: number
}

/** A region with what goes in and comes out. */
export interface OpenRegion extends Region {
  readonly statements: readonly Statement[]
  /** Values from outside that its statements use, each once, in the order of their first use. */
  readonly inputs: readonly Ref[]
  /** Nodes whose values are used outside, in order. */
  readonly outputs: readonly NodeId[]
}

/** Says whether `scope` is `path` or below it. */
export const isWithin = (scope: string, path: string): boolean =>
  scope === path || (scope.startsWith(path) && scope[path.length] === '.')

/** `scope` as seen from `path`; empty for `path` itself. */
export const below = (scope: string, path: string): string => scope.slice(path.length + 1)
