/** @file The types and values of fields, as TypeScript: a group that a method takes has the type of its layer record. */
import ts from 'typescript'
import type { Expressions } from './expressions.ts'
import { type FieldGroup, isList } from './fields.ts'
import { numberLiteral, property, propertyAccess, stringLiteral } from './literal.ts'
import type { LayerRecord, LayerShape, LiteralRecord, PlacedGroup } from './regions/layerRecords.ts'
import { below } from './regions/region.ts'
import { literalType, recordType, tensorOfRank, typeNamed } from './types.ts'
import type { Weight, Weights } from './weights.ts'

const { factory } = ts
type Field = FieldGroup | Weight

/** Where weights are read: below a path, and of several instances at once. */
interface Reading {
  readonly path: string
  /** The same weight in each instance; sizes in which they differ may be any. */
  siblings(weight: Weight): readonly Weight[]
}

const WHOLE_FILE: Reading = { path: '', siblings: (weight) => [weight] }

export interface FieldPrinterContext {
  readonly weights: Weights
  readonly records: ReadonlyMap<FieldGroup, LayerRecord>
  /** Prints literals. */
  readonly expressions: Expressions
  /** Whether readers need tf as an argument, because the module does not import it. */
  readonly passesTf: boolean
}

export class FieldPrinter {
  readonly #context: FieldPrinterContext

  constructor(context: FieldPrinterContext) {
    this.#context = context
  }

  type(field: Field): ts.TypeNode {
    if (field.kind !== 'group') return weightType(field)
    const record = this.#context.records.get(field)
    return record ? typeNamed(record.type) : this.#groupType(field, false)
  }

  /** What the type of layers that are read alike is declared as. */
  shapeType({ instances, isRecord }: LayerShape): ts.TypeNode {
    return this.#groupType(instances[0]!.group, isRecord)
  }

  /** The literals beside the layers of a record. */
  literalsType({ literals }: LiteralRecord): ts.TypeLiteralNode {
    return recordType(literals.map(([key, values]) => [key, literalType(values)] as const))
  }

  #groupType(group: FieldGroup, isRecord: boolean): ts.TypeNode {
    const children = [...group.children]
    if (isList(group) && !isRecord)
      return factory.createTupleTypeNode(children.map(([, child]) => this.type(child)))
    return recordType(children.map(([key, child]) => [key, this.type(child)] as const))
  }

  /** The value of a field, read from the file. */
  value(field: Field, reading: Reading = WHOLE_FILE): ts.Expression {
    if (field.kind !== 'group') return this.#read(field, reading)
    const record = this.#context.records.get(field)
    if (!record) return this.#groupValue(field, { isRecord: false, literals: [], reading })
    const literals = record.literals.map(([key, value]) =>
      property(key, this.#context.expressions.literal(value)),
    )
    const { reader, isRecord } = record.shape
    if (reader === null) return this.#groupValue(field, { isRecord, literals, reading })
    const at = factory.createCallExpression(propertyAccess(factory.createIdentifier('w'), 'at'), undefined, [
      stringLiteral(relative(record.path, reading)),
    ])
    const passed = this.needsTf(record.shape) ? [at, factory.createIdentifier('tf')] : [at]
    const call = factory.createCallExpression(factory.createIdentifier(reader), undefined, passed)
    if (literals.length === 0) return call
    return factory.createObjectLiteralExpression([factory.createSpreadAssignment(call), ...literals])
  }

  /** The weights of a layer record, as its reader gives them. */
  readerValue({ instances, isRecord }: LayerShape): ts.Expression {
    const columns = new Map<Weight, readonly Weight[]>()
    collectColumns(
      instances.map(({ group }) => group),
      columns,
    )
    const [{ group, path }] = instances as [PlacedGroup]
    const siblings = (weight: Weight) => columns.get(weight) ?? [weight]
    return this.#groupValue(group, { isRecord, literals: [], reading: { path, siblings } })
  }

  /** Whether a reader takes tf. */
  needsTf({ instances }: LayerShape): boolean {
    return this.#context.passesTf && hasTensor(instances[0]!.group)
  }

  #groupValue(
    group: FieldGroup,
    {
      isRecord,
      literals,
      reading,
    }: {
      readonly isRecord: boolean
      readonly literals: readonly ts.ObjectLiteralElementLike[]
      readonly reading: Reading
    },
  ): ts.Expression {
    const children = [...group.children]
    if (isList(group) && !isRecord)
      return factory.createArrayLiteralExpression(children.map(([, child]) => this.value(child, reading)))
    return factory.createObjectLiteralExpression([
      ...children.map(([key, child]) => property(key, this.value(child, reading))),
      ...literals,
    ])
  }

  /** `w.layer('conv')`, `w.layer('conv', 'conv.bias_1')`, `w.quantized('offset')`, `w.tensor('bn.mean', [8], tf)`. */
  #read(weight: Weight, reading: Reading): ts.Expression {
    const method = propertyAccess(factory.createIdentifier('w'), weight.kind)
    const name = (path: string) => stringLiteral(relative(path, reading))
    if (weight.kind === 'layer') {
      const bias = this.#context.weights.biasToRead(weight)
      const more = bias === undefined ? [] : [bias === null ? factory.createNull() : name(bias)]
      return factory.createCallExpression(method, undefined, [name(weight.stored), ...more])
    }
    const path = name(weight.path)
    if (weight.kind === 'quantized') return factory.createCallExpression(method, undefined, [path])
    const siblings = reading.siblings(weight)
    const sizes = weight.handle.shape.map((size, axis) =>
      siblings.every(({ handle }) => handle.shape[axis] === size)
        ? numberLiteral(size)
        : factory.createNull(),
    )
    const shape = factory.createArrayLiteralExpression(sizes)
    return factory.createCallExpression(method, undefined, [path, shape, factory.createIdentifier('tf')])
  }
}

const relative = (path: string, reading: Reading): string =>
  reading.path === '' ? path : below(path, reading.path)

/** Brings together the weights that have one place in several groups of one form. */
function collectColumns(groups: readonly Field[], columns: Map<Weight, readonly Weight[]>): void {
  const [first] = groups
  if (first?.kind !== 'group') {
    if (first) columns.set(first, groups as readonly Weight[])
    return
  }
  for (const key of first.children.keys())
    collectColumns(
      groups.map((group) => (group as FieldGroup).children.get(key)!),
      columns,
    )
}

const hasTensor = (field: Field): boolean =>
  field.kind === 'group' ? [...field.children.values()].some(hasTensor) : field.kind === 'tensor'

function weightType(weight: Weight): ts.TypeNode {
  switch (weight.kind) {
    case 'layer':
      return typeNamed('WeightedLayer')
    case 'quantized':
      return typeNamed('QuantizedTensor')
    case 'tensor':
      return tensorOfRank(weight.handle.shape.length)
  }
}
