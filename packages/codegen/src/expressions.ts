/**
 * @file Arguments of a node as TypeScript expressions: refs become names, weights become fields, dims become arithmetic. What a name or
 * a field is, the body decides that the expression stands in.
 */
import { type Arg, type Dim, DimPolynomial, type Graph, isArgList, itemType, Ref } from '@tsfx/ir'
import type { PrintArg } from '@tsfx/ops'
import ts from 'typescript'
import type { Environment } from './environment.ts'
import { type Fields, weightsIn } from './fields.ts'
import { numberLiteral, property, propertyAccess, shortestFloat32, stringLiteral } from './literal.ts'
import { isDefault } from './regions/optionDefaults.ts'
import { Hole, type Pattern, type PatternCall, type PatternRecord } from './regions/pattern.ts'
import { typeNamed } from './types.ts'
import type { Weights } from './weights.ts'
import { wholeValue } from './wholeValue.ts'

const { factory } = ts

export interface ExpressionContext {
  readonly graph: Graph
  readonly weights: Weights
  readonly fields: Fields
}

/** Makes the expressions of one body. */
export class Expressions {
  readonly #context: ExpressionContext
  readonly #environment: Environment

  constructor(context: ExpressionContext, environment: Environment) {
    this.#context = context
    this.#environment = environment
  }

  /** The call; `more` are arguments behind the printed ones. */
  call(call: PatternCall, more: readonly ts.Expression[] = []): ts.CallExpression {
    const { callee, args } = call
    const [head = callee, ...members] = callee.split('.')
    const target = members.reduce<ts.Expression>(
      (object, member) => factory.createPropertyAccessExpression(object, member),
      factory.createIdentifier(head),
    )
    const typeArguments =
      call.declaresOneType && this.#ranksDiffer(args) ? [typeNamed('tf.Tensor')] : undefined
    return factory.createCallExpression(target, typeArguments, [
      ...args.map((arg) => this.#of(withoutDefaults(callee, arg), roundsScales(callee))),
      ...more,
    ])
  }

  #ranksDiffer(args: readonly Pattern[]): boolean {
    const ranks = args.flatMap((arg) => {
      const type = arg instanceof Ref ? this.#context.graph.node(arg.node).type : null
      const item = type && itemType(type, (arg as Ref).index)
      return item?.kind === 'tensor' ? [item.shape.length] : []
    })
    return new Set(ranks).size > 1
  }

  /** A call of an opaque module's forward: `opaque.gate.forward(x)`. */
  opaqueCall(path: string, { args }: PatternCall): ts.CallExpression {
    const forward = factory.createPropertyAccessExpression(
      propertyAccess(this.#environment.field(['opaque']), path),
      'forward',
    )
    return factory.createCallExpression(
      forward,
      undefined,
      args.map((arg) => this.argument(arg)),
    )
  }

  argument(arg: Pattern): ts.Expression {
    return this.#of(arg, false)
  }

  /** What differs between calls of a method: the one kind of record in it is the quantization of a result. */
  literal(arg: Pattern): ts.Expression {
    return this.#of(arg, true)
  }

  /** @param roundsScales whether what takes `arg` rounds scales to float32, so that a shorter decimal says the same */
  #of(arg: Pattern, roundsScales: boolean, key = ''): ts.Expression {
    if (arg === undefined) return factory.createIdentifier('undefined')
    if (arg === null) return factory.createNull()
    if (arg instanceof Hole) return this.#hole(arg)
    if (arg instanceof Ref) return this.#ref(arg)
    if (arg instanceof DimPolynomial) return this.#dim(arg)
    if (typeof arg === 'number')
      return numberLiteral(roundsScales && key === 'scale' ? shortestFloat32(arg) : arg)
    if (typeof arg === 'string') return stringLiteral(arg)
    if (typeof arg === 'boolean') return arg ? factory.createTrue() : factory.createFalse()
    const whole = wholeValue(this.#context.graph, arg as Arg)
    if (whole) return this.#ref(whole)
    if (isArgList(arg as Arg))
      return factory.createArrayLiteralExpression(
        (arg as readonly Pattern[]).map((item) => this.#of(item, roundsScales)),
      )
    return this.#wholeField(arg as Arg) ?? this.#record(arg as PatternRecord, roundsScales)
  }

  #record(record: PatternRecord, roundsScales: boolean): ts.Expression {
    return factory.createObjectLiteralExpression(
      Object.entries(record).map(([name, item]) => property(name, this.#of(item, roundsScales, name))),
    )
  }

  #hole({ variation, isSpread }: Hole): ts.Expression {
    const value = this.#environment.variation(variation)
    return isSpread ? factory.createSpreadElement(value) : value
  }

  #ref(ref: Ref): ts.Expression {
    const node = this.#context.graph.node(ref.node)
    const weight = node.kind === 'get_attr' ? this.#context.weights.bareAt(node.target) : null
    return weight
      ? this.#environment.field(this.#context.fields.keysOf(weight))
      : this.#environment.value(ref)
  }

  /** `{ weight: conv.weight, bias: conv.bias }` is `conv`, when the field has nothing else. */
  #wholeField(arg: Arg): ts.Expression | null {
    const { weights, fields, graph } = this.#context
    const layer = weights.layerOf(arg)
    if (layer) return this.#environment.field(fields.keysOf(layer))
    let group: readonly string[] | null = null
    const entries = Object.entries(arg as object) as [string, PrintArg][]
    for (const [name, item] of entries) {
      const node = item instanceof Ref && item.index === null ? graph.node(item.node) : null
      const weight = node?.kind === 'get_attr' ? weights.bareAt(node.target) : null
      const keys = weight ? fields.keysOf(weight) : []
      if (keys.length < 2 || keys.at(-1) !== name) return null
      if (group && keys.slice(0, -1).join('.') !== group.join('.')) return null
      group = keys.slice(0, -1)
    }
    const field = group && this.#environment.hasGroup(group) && fields.at(group)
    return group && field && weightsIn(field).length === entries.length
      ? this.#environment.field(group)
      : null
  }

  #dim(dim: Dim): ts.Expression {
    if (typeof dim === 'number') return numberLiteral(dim)
    return dim.terms
      .map(({ coefficient, names }) => ({
        negative: coefficient < 0,
        product: this.#product(Math.abs(coefficient), names),
      }))
      .reduce<ts.Expression | null>((sum, { negative, product }) => {
        if (sum === null)
          return negative
            ? factory.createPrefixUnaryExpression(
                ts.SyntaxKind.MinusToken,
                factory.createParenthesizedExpression(product),
              )
            : product
        return factory.createBinaryExpression(
          sum,
          negative ? ts.SyntaxKind.MinusToken : ts.SyntaxKind.PlusToken,
          product,
        )
      }, null)!
  }

  #product(coefficient: number, names: readonly string[]): ts.Expression {
    const factors = names.map(
      (name) => factory.createIdentifier(this.#environment.dim(name)) as ts.Expression,
    )
    const all = coefficient === 1 && factors.length > 0 ? factors : [numberLiteral(coefficient), ...factors]
    return all.reduce((left, right) =>
      factory.createBinaryExpression(left, ts.SyntaxKind.AsteriskToken, right),
    )
  }
}

/** Integer ops do; a function of the user's gets its numbers to the last bit. */
const roundsScales = (callee: string): boolean => callee.startsWith('q.')

/** The options of a call without those that it would have anyway. */
function withoutDefaults(callee: string, arg: Pattern): Pattern {
  const isRecord = typeof arg === 'object' && arg !== null && Object.getPrototypeOf(arg) === Object.prototype
  if (!isRecord) return arg
  const entries = Object.entries(arg as PatternRecord)
  const kept = entries.filter(([key, value]) => !isDefault(callee, key, value))
  return kept.length === entries.length ? arg : Object.fromEntries(kept)
}
