/** @file What the stages of outlining ask of the graph, computed once. */
import { type Graph, itemType, type NodeId, type Ref, type ValueType } from '@tsfx/ir'
import type { Fields } from '../fields.ts'
import { isTensor } from '../isTensor.ts'
import type { ModuleForm } from '../moduleForm.ts'
import type { Weights } from '../weights.ts'
import type { Statement } from './region.ts'

export interface RegionContext {
  readonly graph: Graph
  readonly form: ModuleForm
  readonly weights: Weights
  readonly fields: Fields
  readonly statements: readonly Statement[]
  /** Position of the statement of a node. */
  readonly positions: ReadonlyMap<NodeId, number>
}

export const regionContext = (base: Omit<RegionContext, 'positions'>): RegionContext => ({
  ...base,
  positions: new Map(base.statements.map(({ node }, position) => [node.id, position])),
})

/** The type that a value has in the emitted code, up to sizes, as text. */
export function typeKey(context: RegionContext, ref: Ref): string {
  const { graph, positions, statements } = context
  const node = graph.node(ref.node)
  if (isTensor(context, ref)) return tensorKey(node.type && itemType(node.type, ref.index))
  if (node.kind === 'placeholder') return 'input'
  const position = positions.get(ref.node)
  const callee = position === undefined ? null : statements[position]?.call.callee
  return callee === 'q.dequantize' ? 'float' : 'quantized'
}

function tensorKey(type: ValueType | null): string {
  switch (type?.kind) {
    case undefined:
      return '?'
    case 'tensor':
      return `${type.dtype}${type.shape.length}`
    case 'tuple':
      return `[${type.items.map(tensorKey).join()}]`
    case 'record':
      return `{${Object.entries(type.fields)
        .map(([key, field]) => `${JSON.stringify(key)}:${tensorKey(field)}`)
        .join()}}`
  }
}
