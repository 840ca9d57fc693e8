/** @file A rule of `canonicalise`: data and one function, with the equation that it is. */
import {
  type Args,
  type Edit,
  equalTypes,
  type FxNode,
  itemType,
  type ParamData,
  type Ref,
  type TensorType,
} from '@tsfx/ir'
import type { LiveVariables } from '../manager/fact.ts'

/**
 * What a rule says of a node:
 * - `value`: another value of the graph is equal to it.
 * - `call`: another call is.
 * - `nearMiss`: the node is of the form that the rule looks for, but the equation does not hold for it.
 * - null: the rule has nothing to say.
 */
export type Rewrite =
  | { readonly kind: 'value'; readonly value: Ref }
  | { readonly kind: 'call'; readonly target: string; readonly args: Args }
  | { readonly kind: 'nearMiss'; readonly reason: string }
  | null

export interface CanonicalRule {
  readonly name: string
  /** The equation, to be read from left to right. */
  readonly algebra: string
  /** Why it holds for every bit. */
  readonly because: string
  /** The ops whose calls it looks at; null for all. */
  readonly ops: readonly string[] | null
  rewrite(node: FxNode, view: CanonicalView): Rewrite
}

/** `addZero: x + (-0) = x, because ...`: how a rule prints itself. */
export const printRule = ({ name, algebra, because }: CanonicalRule): string =>
  `${name}: ${algebra}, because ${because}`

export const equalTo = (value: Ref): Rewrite => ({ kind: 'value', value })
export const nearMiss = (reason: string): Rewrite => ({ kind: 'nearMiss', reason })

/** What rules may ask of the graph as it is now. */
export class CanonicalView {
  readonly #edit: Edit
  readonly #liveVariables: LiveVariables

  constructor(edit: Edit, liveVariables: LiveVariables) {
    this.#edit = edit
    this.#liveVariables = liveVariables
  }

  /** The call that makes the value of `ref`, when that is one whole value. */
  producer(ref: Ref): FxNode | null {
    const node = this.#edit.node(ref.node)
    return ref.index === null && node.kind === 'call_function' ? node : null
  }

  /** The type of a tensor, or null when it is something else or not known. */
  typeOf(ref: Ref): TensorType | null {
    const { type } = this.#edit.node(ref.node)
    const item = type && itemType(type, ref.index)
    return item?.kind === 'tensor' ? item : null
  }

  /** Says whether `value` has the type of `node`: shape, dtype and quantization. */
  hasTypeOf(node: FxNode, value: Ref): boolean {
    const type = this.typeOf(value)
    return type !== null && equalTypes(type, node.type)
  }

  /** Says whether `ref` reads a parameter whose numbers are all `number`; 0 and -0 differ. */
  isFilledWith(ref: Ref, number: number): boolean {
    const data = this.#numbersOf(ref)
    return data !== null && data.length > 0 && data.every((value: number) => Object.is(value, number))
  }

  #numbersOf(ref: Ref): ParamData | null {
    const node = this.#edit.node(ref.node)
    const handle = node.kind === 'get_attr' ? this.#edit.param(node.target) : null
    if (!handle || (handle.kind === 'variable' && this.#liveVariables === 'decline')) return null
    return handle.dtype === 'float32' || handle.dtype === 'int32' ? this.#edit.base.store.read(handle) : null
  }
}
