/**
 * @file What a pattern is: data that says which values and nodes fit, with names for what a rewrite needs. A pattern is
 * made by the constructors of `patterns.ts`, prints itself, and carries the types of its bindings, so that a rule which
 * asks for a name that its pattern does not bind is a type error.
 *
 * A name used twice must bind the same value. Two ops of a pattern are two nodes, unless they have one name.
 */
import type { Arg, DimPolynomial, FxNode, ParamHandle, Ref, ValueType } from '@tsfx/ir'
import type { Op } from '@tsfx/ops'

/** What a match found, by the names of the pattern. */
export type Bindings = Readonly<Record<string, unknown>>
/** The bindings of a pattern without names. */
export type NoBindings = Readonly<Record<never, never>>

declare const binds: unique symbol

/** What every pattern has: the types of its bindings, and a text. */
export interface Binds<B> {
  readonly [binds]: B
  /** `conv2d(x, filter) -> batchNorm? -> (relu | relu6)?` */
  toString(): string
}

/** A parameter, as a pattern binds it. */
export interface BoundParam {
  readonly ref: Ref
  /** The `get_attr` node. */
  readonly node: FxNode
  readonly path: string
  readonly handle: ParamHandle
}

/** Any argument: a value of the graph, a constant, or nothing. */
export interface AnyPattern<B = Bindings> extends Binds<B> {
  readonly kind: 'any'
  readonly name: string | null
  /** Only a value of the graph will do. */
  readonly isValue: boolean
}

/** An attribute (or an input left out) that equals `value`, in the canonical form of the op. */
export interface EqualPattern<B = Bindings> extends Binds<B> {
  readonly kind: 'equal'
  readonly value: Literal
}

/** An attribute that fulfils a test. */
export interface AttrPattern<B = Bindings> extends Binds<B> {
  readonly kind: 'attr'
  readonly name: string | null
  readonly test: ((value: Arg) => boolean) | null
  /** What the test asks for, as in "must be ...". */
  readonly description: string
}

/** A parameter, read by a `get_attr`. */
export interface ParamPattern<B = Bindings> extends Binds<B> {
  readonly kind: 'param'
  readonly name: string | null
  readonly test: ((handle: ParamHandle, path: string) => boolean) | null
  readonly description: string
}

/** A float32 constant of one element: what `tf.mul(x, 0.5)` makes of 0.5. */
export interface ScalarPattern<B = Bindings> extends Binds<B> {
  readonly kind: 'scalar'
  readonly name: string | null
  readonly test: ((value: number) => boolean) | null
  readonly description: string
}

/** A list of values, each with its own pattern. */
export interface ListPattern<B = Bindings> extends Binds<B> {
  readonly kind: 'list'
  readonly items: readonly Pattern[]
}

/** A list of any length. Names inside belong to the item; `name` binds one record of them for each item. */
export interface ListOfPattern<B = Bindings> extends Binds<B> {
  readonly kind: 'listOf'
  readonly name: string
  readonly item: Pattern
  /** Fewest items. */
  readonly least: number
}

/** The first of several patterns that leads to a match. */
export interface OneOfPattern<B = Bindings> extends Binds<B> {
  readonly kind: 'oneOf'
  readonly options: readonly Pattern[]
}

/** One item of a tuple or record that an op returns. */
export interface ItemPattern<B = Bindings> extends Binds<B> {
  readonly kind: 'item'
  readonly of: Pattern
  readonly index: number | string
}

/** A value of a type. */
export interface TypedPattern<B = Bindings> extends Binds<B> {
  readonly kind: 'typed'
  readonly of: Pattern
  readonly test: (type: ValueType) => boolean
  readonly description: string
}

/** Ops by their record: a user's own op takes part. */
export interface OpTest {
  readonly test: (op: Op) => boolean
  /** What the test asks for, as in "must be ...". */
  readonly description: string
}

/** A node that calls an op or an opaque module. Arguments that `args` leaves out are free. */
export interface OpPattern<B = Bindings> extends Binds<B> {
  readonly kind: 'op'
  readonly calls: 'call_function' | 'call_module'
  readonly targets: readonly string[] | OpTest
  readonly args: Readonly<Record<string, Pattern>>
  /** Attributes left out must have the op's default, optional inputs left out must be absent. */
  readonly exact: boolean
  /** Inputs that the op's record calls commutative may not change places. */
  readonly ordered: boolean
  readonly name: string | null
  /** Binds the node. */
  as<N extends string>(name: N): OpPattern<Flat<B & { readonly [K in N]: FxNode }>>
}

/** `op` behind `before`, whose value is the op's first input that `op` does not mention; or `before` alone. */
export interface LinkPattern<B = Bindings> extends Binds<B> {
  readonly kind: 'link'
  readonly before: Pattern
  readonly op: OpPattern
  readonly optional: boolean
}

/** Several results at once, which share bindings. */
export interface AnchorsPattern<B = Bindings> extends Binds<B> {
  readonly kind: 'anchors'
  readonly anchors: readonly Pattern[]
}

/** What fits a value or a node; made by `op`, `value`, `param` and the other functions of patterns.ts. */
export type Pattern<B = Bindings> =
  | AnyPattern<B>
  | EqualPattern<B>
  | AttrPattern<B>
  | ParamPattern<B>
  | ScalarPattern<B>
  | ListPattern<B>
  | ListOfPattern<B>
  | OneOfPattern<B>
  | ItemPattern<B>
  | TypedPattern<B>
  | OpPattern<B>
  | LinkPattern<B>
  | AnchorsPattern<B>

/** A value that an attribute must equal; null: an input or attribute left out. */
export type Literal = number | string | boolean | null | DimPolynomial | readonly Literal[]

/** What `op` takes for an argument. */
export type ArgPattern = Pattern | Literal

/** The bindings of a pattern; none for a literal. */
export type BindingsOf<P> = P extends Binds<infer B> ? B : NoBindings

type Intersection<U> = (U extends unknown ? (part: U) => void : never) extends (whole: infer I) => void
  ? I
  : never
type Flat<T> = { readonly [K in keyof T]: T[K] }

/** All bindings of the union `P` of patterns together. */
export type AllBindings<P> = [P] extends [never] ? NoBindings : Flat<Intersection<BindingsOf<P>>>

type KeysOf<U> = U extends unknown ? keyof U : never
type Either<U> = {
  readonly [K in KeysOf<U>]: U extends unknown ? (K extends keyof U ? U[K] : null) : never
}

/** Bindings of one of the union `P` of patterns: what another one would have bound is null. */
export type EitherBindings<P> = Either<P extends unknown ? BindingsOf<P> : never>

/** Bindings of what may be absent. */
export type Optional<B> = { readonly [K in keyof B]: B[K] | null }

/** What fitted a pattern. */
export interface Match<B = Bindings> {
  readonly bindings: B
  /** The nodes whose values are the pattern's results, in the pattern's order. */
  readonly anchors: readonly FxNode[]
  /** All nodes that ops of the pattern fitted, in execution order. */
  readonly nodes: readonly FxNode[]
}
