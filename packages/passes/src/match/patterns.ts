/**
 * @file The constructors of patterns.
 *
 *     chain(
 *       op('conv2d', { x: any('x'), filter: param('filter') }).as('conv'),
 *       optional(op('batchNorm', { mean: param('mean') }).as('bn')),
 *       optional(op(['relu', 'relu6']).as('activation')),
 *     )
 */
import type { Arg, ParamHandle, Ref, ValueType } from '@tsfx/ir'
import type {
  AllBindings,
  AnchorsPattern,
  AnyPattern,
  ArgPattern,
  AttrPattern,
  BindingsOf,
  Binds,
  BoundParam,
  EitherBindings,
  EqualPattern,
  ItemPattern,
  LinkPattern,
  ListOfPattern,
  ListPattern,
  NoBindings,
  OneOfPattern,
  OpPattern,
  OpTest,
  Optional,
  ParamPattern,
  Pattern,
  ScalarPattern,
  TypedPattern,
} from './pattern.ts'
import { printPattern } from './printPattern.ts'

type Named<N extends string | null, T> = N extends string ? { readonly [K in N]: T } : NoBindings

const PATTERN = Symbol('pattern')

/** What the constructors make has this prototype. */
const prototype = {
  [PATTERN]: true,
  toString(this: Pattern): string {
    return printPattern(this)
  },
}
const opPrototype = Object.assign(Object.create(prototype) as typeof prototype, {
  as(this: OpPattern, name: string): OpPattern {
    return make({ ...this, name }, opPrototype)
  },
})

type Fields<P> = Omit<P, keyof Binds<unknown> | 'as'>

const make = <P>(fields: Fields<P>, proto: object = prototype): P =>
  Object.freeze(Object.assign(Object.create(proto), fields))

const isPattern = (arg: ArgPattern): arg is Pattern =>
  typeof arg === 'object' && arg !== null && PATTERN in arg

/** Any argument: binds a value of the graph, a constant, or null for an input left out. */
export const any = <N extends string | null = null>(name: N = null as N): AnyPattern<Named<N, Arg>> =>
  make({ kind: 'any', name, isValue: false })

/** Any value of the graph; binds the ref. */
export const value = <N extends string | null = null>(name: N = null as N): AnyPattern<Named<N, Ref>> =>
  make({ kind: 'any', name, isValue: true })

/** An attribute that `test` accepts; `description` continues "must be". */
export const literal = (test: (value: Arg) => boolean, description: string): AttrPattern<NoBindings> =>
  make({ kind: 'attr', name: null, test, description })

/** Captures an attribute; with a type guard, under its type. */
export const attr = <N extends string, T extends Arg = Arg>(
  name: N,
  test: ((value: Arg) => value is Arg & T) | ((value: Arg) => boolean) | null = null,
  description = `'${name}'`,
): AttrPattern<Named<N, T>> => make({ kind: 'attr', name, test, description })

/** A parameter; `test` asks its handle, and `description` continues "must be". */
export const param = <N extends string | null = null>(
  name: N = null as N,
  test: ((handle: ParamHandle, path: string) => boolean) | null = null,
  description = 'a parameter',
): ParamPattern<Named<N, BoundParam>> => make({ kind: 'param', name, test, description })

/**
 * The constant `wanted`, as a float32, or any float32 constant of one element: binds its value. A quantized constant is the real
 * number that it stands for; 0 is not -0.
 */
export function scalar(wanted: number): ScalarPattern<NoBindings>
export function scalar<N extends string>(
  name: N,
  test?: (value: number) => boolean,
  description?: string,
): ScalarPattern<Named<N, number>>
export function scalar(
  wanted: number | string,
  test: ((value: number) => boolean) | null = null,
  description = 'a constant of one element',
): ScalarPattern {
  if (typeof wanted === 'string') return make({ kind: 'scalar', name: wanted, test, description })
  const equals = (found: number): boolean => Object.is(found, Math.fround(wanted))
  const shown = Object.is(wanted, -0) ? '-0' : wanted
  return make({ kind: 'scalar', name: null, test: equals, description: `the constant ${shown}` })
}

/** A list with one pattern for each item. */
export const list = <const L extends readonly Pattern[]>(...items: L): ListPattern<AllBindings<L[number]>> =>
  make({ kind: 'list', items })

/** A list of any length, whose items all fit `item`; binds the bindings of each. */
export const listOf = <N extends string, P extends Pattern>(
  name: N,
  item: P,
  least = 1,
): ListOfPattern<Named<N, readonly BindingsOf<P>[]>> => make({ kind: 'listOf', name, item, least })

/** The first of `options` that leads to a match; what the others would have bound is null. */
export const oneOf = <const L extends readonly Pattern[]>(
  ...options: L
): OneOfPattern<EitherBindings<L[number]>> => make({ kind: 'oneOf', options })

/** Item `index` of what `of` returns. */
export const item = <P extends Pattern>(of: P, index: number | string): ItemPattern<BindingsOf<P>> =>
  make({ kind: 'item', of, index })

/** A value whose type `test` accepts; `description` continues "must be". */
export const ofType = <P extends Pattern>(
  of: P,
  test: (type: ValueType) => boolean,
  description: string,
): TypedPattern<BindingsOf<P>> => make({ kind: 'typed', of, test, description })

export interface OpPatternOptions {
  /** Asks for the op's defaults where `args` says nothing. Default: false, what is not mentioned is free. */
  readonly exact?: boolean
  /** Keeps commutative inputs in the order written. Default: false, either order will do. */
  readonly ordered?: boolean
}

type ArgPatterns = Readonly<Record<string, ArgPattern>>

/**
 * A call of an op: its name, one of several, or a test of its record. Arguments are patterns, or literals that they must
 * equal (null: left out). `.as(name)` binds the node.
 */
export const op = <const A extends ArgPatterns = NoBindings>(
  target: string | readonly string[] | OpTest,
  args: A = {} as A,
  options: OpPatternOptions = {},
): OpPattern<AllBindings<A[keyof A]>> => call('call_function', target, args, options)

/** A call of an opaque submodule, by its path; its arguments are `input0`, `input1`, ... */
export const callModule = <const A extends ArgPatterns = NoBindings>(
  path: string | readonly string[],
  args: A = {} as A,
): OpPattern<AllBindings<A[keyof A]>> => call('call_module', path, args, {})

function call<B>(
  calls: OpPattern['calls'],
  target: string | readonly string[] | OpTest,
  args: ArgPatterns,
  { exact = false, ordered = false }: OpPatternOptions,
): OpPattern<B> {
  const targets = typeof target === 'string' ? [target] : target
  const patterns = Object.fromEntries(
    Object.entries(args).map(([name, arg]) => [
      name,
      isPattern(arg) ? arg : make<EqualPattern>({ kind: 'equal', value: arg }),
    ]),
  )
  return make<OpPattern<B>>(
    { kind: 'op', calls, targets, args: Object.freeze(patterns), exact, ordered, name: null },
    opPrototype,
  )
}

/** A link of a chain that may be missing. */
export interface OptionalLink<B> {
  readonly kind: 'optional'
  readonly op: OpPattern<B>
}

/** Lets a link of a chain be missing; its bindings are null then. */
export const optional = <B>(op: OpPattern<B>): OptionalLink<B> => Object.freeze({ kind: 'optional', op })

type Link = OpPattern | OptionalLink<Readonly<Record<string, unknown>>>
type LinkBindings<L> = L extends OptionalLink<infer B> ? Binds<Optional<B>> : L

/**
 * Ops one behind the other: the value of each is the first input of the next that the next does not mention.
 * `chain(conv, optional(batchNorm), optional(relu))` fits the longest chain that is there.
 */
export function chain<P extends Pattern, const L extends readonly Link[]>(
  first: P,
  ...links: L
): Pattern<AllBindings<P | LinkBindings<L[number]>>> {
  const linked = links.reduce<Pattern>((before, link) => {
    const isOptional = link.kind === 'optional'
    return make<LinkPattern>({
      kind: 'link',
      before,
      op: isOptional ? link.op : link,
      optional: isOptional,
    })
  }, first)
  return linked as Pattern<never>
}

/** Several results, replaced together; they share bindings, and each is a node of its own. */
export const anchors = <const L extends readonly Pattern[]>(
  ...patterns: L
): AnchorsPattern<AllBindings<L[number]>> => make({ kind: 'anchors', anchors: patterns })
