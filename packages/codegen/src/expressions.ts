/** @file Arguments of a node as TypeScript expressions: refs become names, weights become fields, dims become arithmetic. */
import {
  type Arg,
  type Dim,
  DimPolynomial,
  type Graph,
  isArgList,
  itemType,
  type NodeId,
  Ref,
} from '@tsfx/ir'
import type { PrintArg, PrintedCall } from '@tsfx/ops'
import ts from 'typescript'
import { boundValue } from './binding.ts'
import { unboundDim } from './diagnostics.generated.ts'
import { accessPath, type Fields, isPlainMember, weightsIn } from './fields.ts'
import { numberLiteral, property, propertyAccess, shortestFloat32, stringLiteral } from './literal.ts'
import type { Names } from './names.ts'
import { typeNamed } from './types.ts'
import type { Weight, Weights } from './weights.ts'
import { wholeValue } from './wholeValue.ts'

const { factory } = ts

export interface ExpressionContext {
  readonly graph: Graph
  readonly names: Names
  readonly weights: Weights
  readonly fields: Fields
  /** Integer ops round scales to float32, so a shorter decimal says the same. */
  readonly shortScales: boolean
}

/** Makes expressions, and remembers which fields and dims they read so that only those are declared. */
export class Expressions {
  readonly usedMembers = new Set<string>()
  readonly usedDims = new Set<string>()
  readonly #context: ExpressionContext
  readonly #weightOf: ReadonlyMap<string, Weight>

  constructor(context: ExpressionContext) {
    this.#context = context
    this.#weightOf = new Map(
      context.weights.all.filter(({ kind }) => kind !== 'layer').map((weight) => [weight.path, weight]),
    )
  }

  /** The call; `more` are arguments behind the printed ones. */
  call(call: PrintedCall, more: readonly ts.Expression[] = []): ts.CallExpression {
    const { callee, args } = call
    const [head = callee, ...members] = callee.split('.')
    const target = members.reduce<ts.Expression>(
      (object, member) => factory.createPropertyAccessExpression(object, member),
      factory.createIdentifier(head),
    )
    const typeArguments =
      call.declaresOneType && this.#ranksDiffer(args) ? [typeNamed('tf.Tensor')] : undefined
    return factory.createCallExpression(target, typeArguments, [
      ...args.map((arg) => this.argument(arg)),
      ...more,
    ])
  }

  #ranksDiffer(args: readonly PrintArg[]): boolean {
    const ranks = args.flatMap((arg) => {
      const type = arg instanceof Ref ? this.#context.graph.node(arg.node).type : null
      const item = type && itemType(type, (arg as Ref).index)
      return item?.kind === 'tensor' ? [item.shape.length] : []
    })
    return new Set(ranks).size > 1
  }

  /** A call of an opaque module's forward: `opaque.gate.forward(x)`. */
  opaqueCall(path: string, { args }: PrintedCall): ts.CallExpression {
    const forward = factory.createPropertyAccessExpression(
      propertyAccess(this.#field(['opaque']), path),
      'forward',
    )
    return factory.createCallExpression(
      forward,
      undefined,
      args.map((arg) => this.argument(arg)),
    )
  }

  argument(arg: PrintArg, key = ''): ts.Expression {
    if (arg === undefined) return factory.createIdentifier('undefined')
    if (arg === null) return factory.createNull()
    if (arg instanceof Ref) return this.#ref(arg)
    if (arg instanceof DimPolynomial) return this.#dim(arg)
    if (typeof arg === 'number')
      return numberLiteral(this.#context.shortScales && key === 'scale' ? shortestFloat32(arg) : arg)
    if (typeof arg === 'string') return stringLiteral(arg)
    if (typeof arg === 'boolean') return arg ? factory.createTrue() : factory.createFalse()
    const whole = wholeValue(this.#context.graph, arg)
    if (whole) return this.#ref(whole)
    if (isArgList(arg)) return factory.createArrayLiteralExpression(arg.map((item) => this.argument(item)))
    return (
      this.#wholeField(arg) ??
      factory.createObjectLiteralExpression(
        Object.entries(arg).map(([name, item]) => property(name, this.argument(item as PrintArg, name))),
      )
    )
  }

  /** The value of an input: its parameter, or an item of it. */
  input(id: NodeId): ts.Expression {
    const { parameter, keys } = this.#context.names.inputs.get(id)!
    return accessPath(factory.createIdentifier(parameter), keys)
  }

  #ref({ node: id, index }: Ref): ts.Expression {
    const binding = this.#context.names.nodes.get(id)
    const item = index === null || binding?.kind === 'whole' ? undefined : binding?.items.get(String(index))
    if (item !== undefined) return factory.createIdentifier(item)
    const whole = this.#value(id)
    return index === null ? whole : propertyAccess(whole, String(index))
  }

  #value(id: NodeId): ts.Expression {
    const node = this.#context.graph.node(id)
    if (node.kind === 'placeholder') return this.input(id)
    if (node.kind === 'get_attr')
      return this.#field(this.#context.fields.keysOf(this.#weightOf.get(node.target)!))
    return boundValue(this.#context.names.nodes.get(id)!)
  }

  #field([member, ...keys]: readonly string[]): ts.Expression {
    const name = member as string
    const isLocal = isPlainMember(name) && !this.#context.names.taken.has(name)
    if (isLocal) this.usedMembers.add(name)
    return accessPath(
      isLocal ? factory.createIdentifier(name) : propertyAccess(factory.createThis(), name),
      keys,
    )
  }

  /** `{ weight: conv.weight, bias: conv.bias }` is `conv`, when the field has nothing else. */
  #wholeField(arg: Arg): ts.Expression | null {
    const { weights, fields, graph } = this.#context
    const layer = weights.layerOf(arg)
    if (layer) return this.#field(fields.keysOf(layer))
    let group: readonly string[] | null = null
    const entries = Object.entries(arg as object) as [string, Arg][]
    for (const [name, item] of entries) {
      const node = item instanceof Ref && item.index === null ? graph.node(item.node) : null
      const weight = node?.kind === 'get_attr' ? this.#weightOf.get(node.target) : undefined
      const keys = weight ? fields.keysOf(weight) : []
      if (keys.length < 2 || keys.at(-1) !== name) return null
      if (group && keys.slice(0, -1).join('.') !== group.join('.')) return null
      group = keys.slice(0, -1)
    }
    const field = group && fields.at(group)
    return group && field && weightsIn(field).length === entries.length ? this.#field(group) : null
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
    const factors = names.map((name) => factory.createIdentifier(this.#dimIdentifier(name)) as ts.Expression)
    const all = coefficient === 1 && factors.length > 0 ? factors : [numberLiteral(coefficient), ...factors]
    return all.reduce((left, right) =>
      factory.createBinaryExpression(left, ts.SyntaxKind.AsteriskToken, right),
    )
  }

  #dimIdentifier(name: string): string {
    const source = this.#context.names.dims.get(name)
    if (!source) throw unboundDim({ dim: name, graph: this.#context.graph.meta.name })
    this.usedDims.add(name)
    return source.identifier
  }
}
