/**
 * @file Nodes that multiply their input by a parameter and add a bias: convolutions, linear, and any registered op of
 * that quantization role. Passes ask the op's record, so they name no layer and a user's own layer takes part.
 */
import type { FxNode } from '@tsfx/ir'
import { type Op, opNamed, type QuantRole } from '@tsfx/ops'
import type { OpTest } from './match/pattern.ts'

export interface WeightedLayer {
  readonly op: Op
  /** Names of the layer's arguments. */
  readonly role: Extract<QuantRole, { kind: 'weighted' }> & { readonly bias: string }
}

/** The ops of layers, as a pattern asks for them. */
export const layers: OpTest = { test: (op) => layerRole(op) !== null, description: 'a layer' }

function layerRole(op: Op): WeightedLayer['role'] | null {
  if (op.domain !== 'float' || op.quant.kind !== 'weighted' || op.quant.bias === null) return null
  return { ...op.quant, bias: op.quant.bias }
}

/** How `node` is a weighted float layer that has a place for a bias, or null. */
export function weightedLayer(node: FxNode): WeightedLayer | null {
  const op = node.kind === 'call_function' ? opNamed(node.target) : null
  const role = op && layerRole(op)
  return op && role && { op, role }
}
