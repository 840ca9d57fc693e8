/** @file The immutable content of one graph version: what patches change, and versions share. */
import type { FxNode, NodeId } from './fxNode.ts'
import type { Guard } from './guard.ts'
import type { ParamHandle } from './param.ts'
import type { SourceLocation } from './sourceLocation.ts'
import type { ValueType } from './valueType.ts'

/**
 * A node with its neighbours in execution order. Order is a linked list because an order array costs a splice per edit; it
 * stands with the node because a Map of its own is one more copy per version and two more patches per edit.
 */
export class Slot {
  readonly node: FxNode
  readonly prev: NodeId | null
  readonly next: NodeId | null

  constructor(node: FxNode, prev: NodeId | null, next: NodeId | null) {
    this.node = node
    this.prev = prev
    this.next = next
    Object.freeze(this)
  }
}

/** Rounding of requantization; written in an integer graph because it changes results (docs/quantization.md). */
export type GraphRounding = 'float32' | 'single' | 'double'

/** One parameter of forward: a tensor or a nested list or record of them, by placeholder path (inputPath.ts). */
export type InputTree = string | readonly InputTree[] | { readonly [name: string]: InputTree }

export interface GraphMeta {
  /** Name of the traced class or function. */
  readonly name: string
  /** File of the traced model, when known. */
  readonly file: string | null
  /** forward's parameters in order; leaves are placeholder targets. */
  readonly inputs: Readonly<Record<string, InputTree>>
  /** Null until the graph computes in integers. */
  readonly rounding: GraphRounding | null
  /** What calls must meet for the graph to be the model: docs/capture.md. */
  readonly guards: readonly Guard[]
  /** Class names of the modules whose forward was followed, by path; the root's is ''. Read it with `moduleClass`. */
  readonly modules: Readonly<Record<string, string>>
  /** Where the user's code first calls the modules whose forward was followed, by path. Read it with `moduleCallPlace`. */
  readonly calls: Readonly<Record<string, SourceLocation>>
}

export interface GraphState {
  readonly slots: ReadonlyMap<NodeId, Slot>
  readonly head: NodeId | null
  readonly tail: NodeId | null
  readonly nextId: number
  readonly params: ReadonlyMap<string, ParamHandle>
  readonly meta: GraphMeta
}

/** The type of a parameter as a graph value. */
export const typeOfParam = (handle: ParamHandle): ValueType => ({
  kind: 'tensor',
  shape: handle.shape,
  dtype: handle.dtype,
  ...(handle.q && { q: handle.q }),
})
