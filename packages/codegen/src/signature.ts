/** @file The signature of an emitted `forward`, as types and as shapes. */
import { type Graph, itemType, printGuard, printShape, Ref, type ValueType } from '@tsfx/ir'
import ts from 'typescript'
import { isTensor } from './isTensor.ts'
import { LINE_WIDTH, printFlat } from './layOut.ts'
import { constantLiteral } from './literal.ts'
import { mapResult, type ResultLeaf } from './mapResult.ts'
import type { ModuleContext } from './moduleContext.ts'
import type { Parameter } from './names.ts'
import type { ParameterTree } from './parameterTree.ts'
import { constantType, plainType, recordType, tfjsType, typeNamed } from './types.ts'

const { factory } = ts

/** `forward(x: tf.Tensor4D): tf.Tensor2D`, a parameter on each line where one line is too short. */
export function signature(context: ModuleContext, indent: string): string {
  const last = context.names.parameters.findLastIndex(({ tree }) => tree.kind !== 'constant')
  const parameters = context.names.parameters.map((parameter, i) =>
    parameterText(context, parameter, i > last),
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

/** A value that the trace fixed is of the type of that value; behind the tensors it need not be given. */
function parameterText(context: ModuleContext, { identifier, tree }: Parameter, isLast: boolean): string {
  const type = printFlat(inputType(context, tree))
  if (tree.kind !== 'constant' || !isLast) return `${identifier}: ${type}`
  if (tree.value === undefined) return `${identifier}?: ${type}`
  return `${identifier}: ${type} = ${printFlat(constantLiteral(tree.value))}`
}

const resultType = (context: ModuleContext, leaf: ResultLeaf): ts.TypeNode =>
  leaf instanceof Ref ? valueType(context, leaf) : plainType(leaf)

/** The type of a value in the emitted code. */
export function valueType(context: ModuleContext, ref: Ref): ts.TypeNode {
  const node = context.graph.node(ref.node)
  if (isTensor(context, ref)) return tfjsType(node.type && itemType(node.type, ref.index))
  if (node.kind === 'placeholder') return typeNamed('FloatInput')
  return typeNamed(
    context.printed.calls.get(ref.node)?.callee === 'q.dequantize' ? 'FloatTensor' : 'QuantizedTensor',
  )
}

function inputType(context: ModuleContext, tree: ParameterTree): ts.TypeNode {
  switch (tree.kind) {
    case 'input': {
      const node = context.graph.placeholders.find(({ target }) => target === tree.target)
      return node ? valueType(context, new Ref(node.id)) : typeNamed('tf.Tensor')
    }
    case 'constant':
      return constantType(tree.value)
    case 'list':
      return tupleOf(tree.items.map((item) => inputType(context, item)))
    case 'record':
      return recordType([...tree.fields].map(([key, field]) => [key, inputType(context, field)] as const))
  }
}

const tupleOf = (items: readonly ts.TypeNode[]): ts.TypeNode => factory.createTupleTypeNode(items)

/** `[batch, 28, 28, 1] -> [batch, 10]`. */
export function signatureText(context: ModuleContext): string {
  const { graph, names } = context
  const inputs = names.parameters
    .filter(({ tree }) => tree.kind !== 'constant')
    .map(
      ({ identifier, tree }, _, { length }) =>
        `${length === 1 ? '' : `${identifier} `}${treeText(graph, tree)}`,
    )
  const leafText = (leaf: ResultLeaf) => {
    if (!(leaf instanceof Ref)) return plainText(leaf)
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

function treeText(graph: Graph, tree: ParameterTree): string {
  switch (tree.kind) {
    case 'input':
      return shapeText(graph.placeholders.find(({ target }) => target === tree.target)?.type ?? null)
    case 'constant':
      return plainText(tree.value)
    case 'list':
      return `(${tree.items.map((item) => treeText(graph, item)).join(', ')})`
    case 'record':
      return `{ ${[...tree.fields].map(([key, field]) => `${key}: ${treeText(graph, field)}`).join(', ')} }`
  }
}

const plainText = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : String(value)

/**
 * `Traced with training = false, batch >= 2; other calls are refused.`, when the trace relied on more than shapes. An integer module
 * takes tensors alone, and refuses any other argument.
 */
export function guardsText({ graph }: ModuleContext): readonly string[] {
  const guards = graph.meta.guards.map(printGuard)
  return guards.length === 0 ? [] : [`Traced with ${guards.join(', ')}; other calls are refused.`]
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
