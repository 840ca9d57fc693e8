/** @file What a node does in a drawing: a kind of the graph, or the side of quantization on which an op computes. */
import { eachRef } from './arg.ts'
import type { FxNode } from './fxNode.ts'
import type { Graph } from './graph.ts'
import { isQuantizedDType, type ValueType } from './valueType.ts'

export type DrawRole =
  | 'input'
  | 'output'
  | 'parameter'
  | 'module'
  | 'float'
  | 'integer'
  | 'quantize'
  | 'dequantize'

/** Fill and border of each role; text on them is black. */
export const ROLE_COLORS: Readonly<Record<DrawRole, { readonly fill: string; readonly border: string }>> = {
  input: { fill: '#ffffff', border: '#333333' },
  output: { fill: '#ffffff', border: '#333333' },
  parameter: { fill: '#eeeeee', border: '#888888' },
  module: { fill: '#f3e5f5', border: '#7b1fa2' },
  float: { fill: '#e3f2fd', border: '#1976d2' },
  integer: { fill: '#fff3e0', border: '#ef6c00' },
  quantize: { fill: '#fffde7', border: '#c0a000' },
  dequantize: { fill: '#fffde7', border: '#c0a000' },
}

/** Border of what a diff added, removed and changed. */
export const MARK_COLORS = { added: '#2e9e3f', removed: '#d32f2f', changed: '#ffa000' } as const

/** The role of a node, from its kind and the types around it. */
export function drawRole(graph: Graph, node: FxNode): DrawRole {
  switch (node.kind) {
    case 'placeholder':
      return 'input'
    case 'get_attr':
      return 'parameter'
    case 'call_module':
      return 'module'
    case 'output':
      return 'output'
    case 'call_function': {
      let quantizedInput = false
      eachRef(node.args, (ref) => {
        quantizedInput ||= isQuantized(graph.node(ref.node).type)
      })
      if (isQuantized(node.type)) return quantizedInput ? 'integer' : 'quantize'
      return quantizedInput ? 'dequantize' : 'float'
    }
  }
}

function isQuantized(type: ValueType | null): boolean {
  if (type === null) return false
  switch (type.kind) {
    case 'tensor':
      return isQuantizedDType(type.dtype)
    case 'tuple':
      return type.items.some(isQuantized)
    case 'record':
      return Object.values(type.fields).some(isQuantized)
  }
}
