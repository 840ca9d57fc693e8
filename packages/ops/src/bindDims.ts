/** @file The values of named dims, read from the shapes of actual values. */
import {
  type Dim,
  type DimBindings,
  dimNames,
  equalDims,
  evaluateDim,
  type FxNode,
  type Graph,
  type NodeId,
  namedDim,
  printGuard,
  printShape,
} from '@tsfx/ir'
import { badGraphInput, badKnownValue } from './diagnostics.generated.ts'
import { wrongDtype } from './wrongDtype.ts'

/**
 * Binds named dims from the inputs by placeholder target and the values of known nodes, and checks their shapes against the types
 * of their nodes, of known values the dtypes as well. A name that no shape shows stays unbound.
 * @throws TSFX0512 for an input that does not fit, TSFX0520 for a known value that does not.
 */
export function bindDims(
  graph: Graph,
  inputs: Readonly<Record<string, unknown>>,
  known: ReadonlyMap<NodeId, unknown> = new Map(),
): DimBindings {
  const bindings: Record<string, number> = {}
  for (const node of graph.placeholders) {
    const problem = bindShape(node, inputs[node.target], bindings)
    if (problem) throw badGraphInput({ name: node.target, problem }, { node: node.name })
  }
  checkSizes(graph, bindings)
  for (const [id, value] of known) {
    const node = graph.node(id)
    const problem =
      value === undefined ? 'is undefined' : (wrongDtype(node, value) ?? bindShape(node, value, bindings))
    if (problem) throw badKnownValue({ node: node.name, problem }, { node: node.name, loc: node.loc })
  }
  return bindings
}

/** Sizes that the trace did not look at are refused, as emitted code does. */
function checkSizes(graph: Graph, bindings: DimBindings): void {
  for (const guard of graph.meta.guards) {
    if (guard.kind !== 'atLeast' && guard.kind !== 'atMost') continue
    const size = bindings[guard.dim]
    if (size === undefined || (guard.kind === 'atLeast' ? size >= guard.size : size <= guard.size)) continue
    const input = graph.placeholders.find(
      ({ type }) => type?.kind === 'tensor' && type.shape.flatMap(dimNames).includes(guard.dim),
    )
    const problem = `has ${guard.dim} = ${size}, but the trace relied on ${printGuard(guard)}`
    throw badGraphInput({ name: input?.target ?? guard.dim, problem }, input ? { node: input.name } : {})
  }
}

/** Binds the dims of `node` from `value`, when both have a shape; says what does not fit. */
function bindShape({ type }: FxNode, value: unknown, bindings: Record<string, number>): string | null {
  if (type?.kind !== 'tensor' || !isShaped(value)) return null
  const { shape } = value
  const fits =
    type.shape.length === shape.length &&
    type.shape.every((dim, axis) => bindDim(dim, shape[axis] as number, bindings))
  return fits ? null : `has shape ${printShape(shape)}, but ${printShape(type.shape)} is expected`
}

const isShaped = (value: unknown): value is { readonly shape: readonly number[] } =>
  typeof value === 'object' && value !== null && 'shape' in value && Array.isArray(value.shape)

/** Says whether `size` fits `dim`, binding a single unbound name on the way. */
function bindDim(dim: Dim, size: number, bindings: Record<string, number>): boolean {
  const expected = evaluateDim(dim, bindings)
  if (expected !== null) return expected === size
  const [name] = dimNames(dim)
  // `5*B` and `B*T` bind nothing: the names in them stand alone elsewhere, or stay unknown.
  if (name !== undefined && equalDims(dim, namedDim(name))) bindings[name] = size
  return true
}
