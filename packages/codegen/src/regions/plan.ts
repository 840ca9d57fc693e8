/** @file The plan of a module: the bodies of `forward` and of the methods, decided to the last name. The writers only print it. */
import type { FxNode, NodeId, Ref } from '@tsfx/ir'
import type { Pattern, PatternCall, Variation } from './pattern.ts'
import type { StructuredRegion } from './structureOf.ts'

/** A call of a method for one region. */
export interface MethodCall {
  readonly kind: 'call'
  readonly method: Method
  readonly region: StructuredRegion
  /** What the method takes as arguments because it differs; empty where it is in the layer record. */
  readonly literals: readonly Pattern[]
  /** The user's comments above the call. */
  readonly comments: readonly string[]
}

/** Calls of one method, each with the result of the one before and a record of its own. */
export interface Loop {
  readonly kind: 'loop'
  readonly calls: readonly MethodCall[]
}

/** Calls that each take the result of the one before; what they pass on is one variable. */
export interface Chain {
  readonly kind: 'chain'
  readonly variable: string
  /** The step that makes what the first of them takes, where nothing else uses that. */
  readonly begin: PlannedStatement | MethodCall | null
  readonly input: Ref
  readonly output: NodeId
  readonly links: readonly (MethodCall | Loop)[]
}

/** A node with its call, in which holes stand for what differs. */
export interface PlannedStatement {
  readonly kind: 'statement'
  readonly node: FxNode
  readonly call: PatternCall
  /** The node in each instance. */
  readonly nodes: readonly FxNode[]
  /** The user's comments before it. */
  readonly comments: readonly string[]
}

export type Step = PlannedStatement | MethodCall | Chain

export interface Method {
  /** All regions that it computes; it is written after the first. */
  readonly instances: readonly StructuredRegion[]
  readonly hasFields: boolean
  readonly steps: readonly Step[]
  /** What differs, once for each field or argument. */
  readonly variations: readonly Variation[]
  /** Weights from outside that differ: arguments, as positions in `foreign`. */
  readonly foreign: readonly number[]
  /** Named dims that the body uses. */
  readonly dims: readonly string[]
}
