/** @file The signature of an emitted `forward`, as types and as shapes. */
import { type InputTree, itemType, printShape, Ref, type ValueType } from '@tsfx/ir'
import ts from 'typescript'
import { isTensor } from './isTensor.ts'
import { LINE_WIDTH, printFlat } from './layOut.ts'
import { mapResult, type ResultLeaf } from './mapResult.ts'
import type { ModuleContext } from './moduleContext.ts'
import { plainType, recordType, tfjsType, typeNamed } from './types.ts'

const { factory } = ts

/** `forward(x: tf.Tensor4D): tf.Tensor2D`, a parameter on each line where one line is too short. */
export function signature(context: ModuleContext, indent: string): string {
  const parameters = context.names.parameters.map(
    ({ identifier, tree }) => `${identifier}: ${printFlat(inputType(context, tree))}`,
  )
  const result = printFlat(mapResult(context.graph, (leaf) => resultType(context, leaf), recordType, tupleOf))
  const flat = `forward(${parameters.join(', ')}): ${result}`
  if (indent.length + flat.length + 2 <= LINE_WIDTH) return flat
  return [
    'forward(',
    ...parameters.map((parameter) => `${indent}  ${parameter},`),
    `${indent}): ${result}`,
  ].join('\n')
}

const resultType = (context: ModuleContext, leaf: ResultLeaf): ts.TypeNode =>
  leaf instanceof Ref ? valueType(context, leaf) : plainType(leaf)

function valueType(context: ModuleContext, ref: Ref): ts.TypeNode {
  const node = context.graph.node(ref.node)
  if (isTensor(context, ref)) return tfjsType(node.type && itemType(node.type, ref.index))
  if (node.kind === 'placeholder') return typeNamed('FloatInput')
  return typeNamed(
    context.printed.calls.get(ref.node)?.callee === 'q.dequantize' ? 'FloatTensor' : 'QuantizedTensor',
  )
}

function inputType(context: ModuleContext, tree: InputTree): ts.TypeNode {
  if (typeof tree === 'string') {
    const node = context.graph.placeholders.find(({ target }) => target === tree)
    return node ? valueType(context, new Ref(node.id)) : typeNamed('tf.Tensor')
  }
  const entries = Object.entries(tree) as [string, InputTree][]
  if (Array.isArray(tree)) return tupleOf(entries.map(([, item]) => inputType(context, item)))
  return recordType(entries.map(([key, item]) => [key, inputType(context, item)] as const))
}

const tupleOf = (items: readonly ts.TypeNode[]): ts.TypeNode => factory.createTupleTypeNode(items)

/** `[batch, 28, 28, 1] -> [batch, 10]`. */
export function signatureText(context: ModuleContext): string {
  const { graph, names } = context
  const treeText = (tree: InputTree): string => {
    if (typeof tree === 'string')
      return shapeText(graph.placeholders.find(({ target }) => target === tree)?.type ?? null)
    const entries = Object.entries(tree) as [string, InputTree][]
    if (Array.isArray(tree)) return `(${entries.map(([, item]) => treeText(item)).join(', ')})`
    return `{ ${entries.map(([key, item]) => `${key}: ${treeText(item)}`).join(', ')} }`
  }
  const inputs = names.parameters.map(({ identifier, tree }) =>
    names.parameters.length === 1 ? treeText(tree) : `${identifier} ${treeText(tree)}`,
  )
  const leafText = (leaf: ResultLeaf) => {
    if (!(leaf instanceof Ref)) return typeof leaf === 'string' ? JSON.stringify(leaf) : String(leaf)
    const { type } = graph.node(leaf.node)
    return shapeText(type && itemType(type, leaf.index))
  }
  const result = mapResult(
    graph,
    leafText,
    (fields) => `{ ${fields.map(([key, text]) => `${key}: ${text}`).join(', ')} }`,
    (items) => `(${items.join(', ')})`,
  )
  return `${inputs.join(', ')} -> ${result}`
}

function shapeText(type: ValueType | null): string {
  switch (type?.kind) {
    case undefined:
      return '?'
    case 'tensor':
      return (type.dtype === 'float32' ? '' : type.dtype) + printShape(type.shape)
    case 'tuple':
      return `(${type.items.map(shapeText).join(', ')})`
    case 'record':
      return `{ ${Object.entries(type.fields)
        .map(([key, field]) => `${key}: ${shapeText(field)}`)
        .join(', ')} }`
  }
}
