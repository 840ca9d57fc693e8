/** @file Types of values in emitted code. */
import { isArgList, isArgRecord, type ValueType } from '@tsfx/ir'
import type { PrintArg } from '@tsfx/ops'
import ts from 'typescript'
import { constantLiteral, propertyName } from './literal.ts'

const { factory } = ts

export const typeNamed = (name: string): ts.TypeReferenceNode => {
  const [head = name, ...members] = name.split('.')
  const entity = members.reduce<ts.EntityName>(
    (left, right) => factory.createQualifiedName(left, right),
    factory.createIdentifier(head),
  )
  return factory.createTypeReferenceNode(entity)
}

/** tfjs's name for tensors of a rank: `tf.Tensor4D`. */
export const tensorOfRank = (rank: number): ts.TypeReferenceNode =>
  typeNamed(rank === 0 ? 'tf.Scalar' : rank <= 6 ? `tf.Tensor${rank}D` : 'tf.Tensor')

export const recordType = (fields: readonly (readonly [string, ts.TypeNode])[]): ts.TypeLiteralNode =>
  factory.createTypeLiteralNode(
    fields.map(([key, type]) =>
      factory.createPropertySignature(undefined, propertyName(key), undefined, type),
    ),
  )

/** The type of a plain value in the result; a dim is a number. */
export function plainType(value: unknown): ts.TypeNode {
  if (value === null) return factory.createLiteralTypeNode(factory.createNull())
  if (typeof value === 'string') return factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword)
  if (typeof value === 'boolean') return factory.createKeywordTypeNode(ts.SyntaxKind.BooleanKeyword)
  return factory.createKeywordTypeNode(ts.SyntaxKind.NumberKeyword)
}

/** The type that has one value; a number that no type is of alone is some number. */
export function constantType(value: number | string | boolean | null | undefined): ts.TypeNode {
  if (value === undefined) return factory.createKeywordTypeNode(ts.SyntaxKind.UndefinedKeyword)
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) return plainType(value)
  return factory.createLiteralTypeNode(constantLiteral(value) as ts.LiteralTypeNode['literal'])
}

/** The tfjs type of a value; a value of unknown type is some tensor. */
export function tfjsType(type: ValueType | null): ts.TypeNode {
  switch (type?.kind) {
    case undefined:
      return typeNamed('tf.Tensor')
    case 'tensor':
      return tensorOfRank(type.shape.length)
    case 'tuple':
      return factory.createTupleTypeNode(type.items.map(tfjsType))
    case 'record':
      return recordType(Object.entries(type.fields).map(([key, field]) => [key, tfjsType(field)] as const))
  }
}

const isList = (value: PrintArg): boolean => value !== undefined && isArgList(value)

/** The type of a field with the literals `values`, which are of one form. */
export function literalType(values: readonly PrintArg[]): ts.TypeNode {
  const [first] = values
  if (typeof first === 'string') {
    const texts = [...new Set(values as readonly string[])]
    return factory.createUnionTypeNode(texts.map((text) => constantType(text)))
  }
  const [pairs, numbers] = [values.filter(isList), values.filter((value) => !isList(value))]
  // `strides: 2` beside `strides: [1, 2]`.
  if (pairs.length > 0 && numbers.length > 0)
    return factory.createUnionTypeNode([literalType(numbers), literalType(pairs)])
  if (first !== undefined && isArgList(first)) {
    const column = (i: number) => values.map((value) => (value as readonly PrintArg[])[i])
    return factory.createTupleTypeNode(first.map((_, i) => literalType(column(i))))
  }
  return first !== undefined && isArgRecord(first) ? typeNamed('OutputSpec') : plainType(first)
}
