/**
 * @file What a backend can run, as small functions that are put together (torch.fx: operator_support). Each answers with the
 * reason why NOT, so that a report can say it.
 */
import { type DType, eachRef, type FxNode, type Graph, type ValueType } from '@tsfx/ir'
import { typeOfRef } from '../typeOfRef.ts'

/** Why a call is not supported, or null when it is. */
export type OperatorSupport = (node: FxNode, graph: Graph) => string | null

/** Only calls of these ops, or of opaque modules at these paths, are supported. */
export function supportsOps(ops: Iterable<string>): OperatorSupport {
  const supported = new Set(ops)
  return ({ target }) => (supported.has(target) ? null : `${target} is not supported`)
}

/** Calls that read or compute values of this dtype are not supported. */
export const declineDType =
  (dtype: DType): OperatorSupport =>
  (node, graph) => {
    if (hasDType(node.type, dtype)) return `its result is ${dtype}`
    let reason: string | null = null
    eachRef(node.args, (ref) => {
      const used = graph.node(ref.node)
      if (hasDType(typeOfRef(used, ref), dtype)) reason ??= `it reads ${used.name}, which is ${dtype}`
    })
    return reason
  }

function hasDType(type: ValueType | null, dtype: DType): boolean {
  switch (type?.kind) {
    case undefined:
      return false
    case 'tensor':
      return type.dtype === dtype
    case 'tuple':
      return type.items.some((item) => hasDType(item, dtype))
    case 'record':
      return Object.values(type.fields).some((field) => hasDType(field, dtype))
  }
}

/** The nodes with these names are not supported. */
export function declineNodes(names: Iterable<string>): OperatorSupport {
  const declined = new Set(names)
  return ({ name }) => (declined.has(name) ? 'it is declined by name' : null)
}

/** What all of them support; the first reason counts. */
export const all =
  (...supports: readonly OperatorSupport[]): OperatorSupport =>
  (node, graph) => {
    for (const support of supports) {
      const reason = support(node, graph)
      if (reason !== null) return reason
    }
    return null
  }

/** What one of them supports; otherwise all their reasons. */
export const anyOf =
  (...supports: readonly OperatorSupport[]): OperatorSupport =>
  (node, graph) => {
    const reasons: string[] = []
    for (const support of supports) {
      const reason = support(node, graph)
      if (reason === null) return null
      reasons.push(reason)
    }
    return reasons.join(', and ') || 'nothing is supported'
  }
