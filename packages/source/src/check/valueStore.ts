/**
 * @file What an expression or a variable without a type can be, as far as tensors are concerned.
 *
 * An inclusion-based points-to analysis without regard to the order of statements (Andersen 1994, "Program
 * Analysis and Specialization for the C Programming Language", chapter 4): every place keeps a set of values
 * that only grows. Lists and records are told apart by the expression that makes them, their parts by name.
 */
import ts from 'typescript'
import { isTensorType } from './tensorTypes.ts'

export const TENSOR = Symbol('tensor')
/** `null` and `undefined`: a tensor that can also be absent may be tested for presence. */
export const ABSENT = Symbol('absent')

/** What a module gives of which nothing is known, beside a tensor: a list or record of tensors. */
export const OTHER = Symbol('other')

/** What is asked of one tensor, so of no record of tensors. */
const TENSOR_FIELD = /^(shape|rank|size|dtype|strides|id|dataId|kept|isDisposed|name|length)$/

/** A list or record that code makes: parts with a known name or index, and the rest. */
export interface Container {
  readonly parts: Map<string, Set<Value>>
  readonly rest: Set<Value>
  /** Whether it may have fewer elements than an index asks for, as what a filter leaves. */
  mayEnd: boolean
}

/** A function node with a body, a container, or what has a type of its own. */
export type Value =
  | typeof TENSOR
  | typeof ABSENT
  | typeof OTHER
  | ts.FunctionLikeDeclaration
  | Container
  | ts.Type
export type Values = ReadonlySet<Value>

/** A name alone stands for that member of every value of which nothing is known. */
export type Place = ts.Node | ts.Symbol | string

const MAYBE_ABSENT = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.BooleanLike
const NONE: Values = new Set()

/** The values of every place: an expression, a declaration, or the body of a function for what it returns. */
export class ValueStore {
  readonly #checker: ts.TypeChecker
  readonly #places = new Map<unknown, Set<Value>>()
  readonly #containers = new Map<ts.Node, Container>()
  /** How many facts are known; a pass that does not raise it is the last. */
  size = 0
  /** Set once every part is known: a part that a list or record still lacks is then absent. */
  isComplete = false

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker
  }

  of(place: Place): Values {
    return this.#places.get(keyOf(place)) ?? NONE
  }

  add(place: Place, values: Iterable<Value>): void {
    const key = keyOf(place)
    const known = this.#places.get(key) ?? new Set()
    this.#places.set(key, known)
    this.#grow(known, values)
  }

  /** The list or record that `node` makes. */
  container(node: ts.Node): Container {
    const known = this.#containers.get(node) ?? { parts: new Map(), rest: new Set(), mayEnd: false }
    this.#containers.set(node, known)
    return known
  }

  /** Puts values into a container; `name` null where the name or index is not known. */
  put({ parts, rest }: Container, name: string | null, values: Iterable<Value>): void {
    const part = name === null ? rest : (parts.get(name) ?? new Set())
    if (name !== null) parts.set(name, part)
    this.#grow(part, values)
  }

  /** The parts of `values` with this name or index; of every one for null. */
  parts(values: Values, name: string | null): Set<Value> {
    return new Set([...values].flatMap((value) => [...this.#partsOf(value, name)]))
  }

  /** Whether a tensor is among the values or inside them. */
  holdTensor(values: Values): boolean {
    return values.has(TENSOR) || this.parts(values, null).has(TENSOR)
  }

  /** The values that a type stands for. */
  ofType(type: ts.Type): Value[] {
    const parts = type.isUnion() ? type.types : [type]
    return parts.flatMap((part): Value[] => {
      if (isTensorType(this.#checker, part)) return [TENSOR]
      if (part.flags & MAYBE_ABSENT) return parts.length > 1 ? [ABSENT] : []
      if (!(part.flags & ts.TypeFlags.Object)) return []
      const functions = part.getCallSignatures().map(({ declaration }) => declaration)
      return [part, ...functions.filter(hasBody)]
    })
  }

  *#partsOf(value: Value, name: string | null): Iterable<Value> {
    // The result of an untyped `tf.split` is taken for a tensor; so are its elements.
    if (value === TENSOR) yield* name === null || /^\d+$/.test(name) ? [TENSOR] : []
    else if (value === OTHER) yield* name !== null && TENSOR_FIELD.test(name) ? [] : [TENSOR, OTHER]
    else if (isContainer(value)) yield* this.#partsOfContainer(value, name)
    else if (isType(value)) yield* this.#partsOfType(value, name)
  }

  *#partsOfContainer({ parts, rest, mayEnd }: Container, name: string | null): Iterable<Value> {
    yield* rest
    if (mayEnd && name !== null && /^\d+$/.test(name)) yield ABSENT
    if (name === null) for (const part of parts.values()) yield* part
    else if (parts.has(name)) yield* parts.get(name) ?? []
    else if (this.isComplete && rest.size === 0) yield ABSENT
  }

  *#partsOfType(type: ts.Type, name: string | null): Iterable<Value> {
    const element = name === null || /^\d+$/.test(name) ? type.getNumberIndexType() : undefined
    if (element) yield* this.ofType(element)
    const property = name === null ? undefined : type.getProperty(name)
    if (!property) return
    yield* this.of(property)
    yield* this.ofType(this.#checker.getTypeOfSymbol(property))
  }

  #grow(known: Set<Value>, values: Iterable<Value>): void {
    for (const value of [...values]) {
      if (known.has(value)) continue
      known.add(value)
      this.size += 1
    }
  }
}

/** A symbol of a declaration is a new object in every type that has it. */
const keyOf = (place: Place): unknown =>
  typeof place === 'object' && 'valueDeclaration' in place ? (place.valueDeclaration ?? place) : place

export function isContainer(value: Value): value is Container {
  return typeof value === 'object' && 'parts' in value
}

function isType(value: Value): value is ts.Type {
  return typeof value === 'object' && 'getCallSignatures' in value
}

/** The functions among `values`. */
export function functionsOf(values: Values): ts.FunctionLikeDeclaration[] {
  return [...values].filter(
    (value): value is ts.FunctionLikeDeclaration =>
      typeof value === 'object' && 'kind' in value && hasBody(value),
  )
}

/** Whether a declaration is a function of the user that can be followed. */
export function hasBody(node: ts.Node | undefined): node is ts.FunctionLikeDeclaration {
  return (
    node !== undefined &&
    ts.isFunctionLike(node) &&
    'body' in node &&
    node.body !== undefined &&
    !/[/\\]node_modules[/\\]/.test(node.getSourceFile().fileName)
  )
}
