/**
 * @file Where a layer of a functional model takes its inputs from. Keras 2: a list of calls, each a list of
 * `[layer, node, tensor, options]`. Keras 3: a list of calls `{ args, kwargs }` with tensors as records.
 */
import { isJsonRecord } from './jsonRecord.ts'

/** Calls in the form of Keras 2; one that has no such form stays as it is. */
export function normalizeNodes(nodes: unknown): unknown {
  return Array.isArray(nodes)
    ? nodes.map((node) => (isJsonRecord(node) ? (callOf(node) ?? node) : node))
    : nodes
}

function callOf({ args, kwargs }: Readonly<Record<string, unknown>>): unknown {
  if (!Array.isArray(args)) return null
  const tensors = args.flat(1).map(historyOf)
  const options = Object.entries(isJsonRecord(kwargs) ? kwargs : {})
  // A number or a tensor among the arguments would be lost.
  if (tensors.includes(null) || options.some(([, value]) => isJsonRecord(value) || Array.isArray(value)))
    return null
  const given = Object.fromEntries(options.filter(([, value]) => value !== null))
  return tensors.map((history, i) => [...(history as unknown[]), i === 0 ? given : {}])
}

/** `["conv2d", 0, 0]` of a symbolic tensor. */
function historyOf(value: unknown): readonly unknown[] | null {
  if (!isJsonRecord(value) || value.class_name !== '__keras_tensor__' || !isJsonRecord(value.config))
    return null
  const { keras_history } = value.config
  return Array.isArray(keras_history) ? keras_history : null
}
