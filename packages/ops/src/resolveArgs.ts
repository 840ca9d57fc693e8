/** @file Arguments of a node as values: refs become the values of their nodes, dims become numbers. */
import {
  type Arg,
  type DimBindings,
  DimPolynomial,
  evaluateDim,
  type FxNode,
  type Graph,
  isArgList,
  isArgRecord,
  type NodeId,
  printDim,
  Ref,
} from '@tsfx/ir'
import { absentItem, absentValue, unboundDim } from './diagnostics.generated.ts'
import type { Value } from './value.ts'

/** Arguments of a call by the names of the op's schema: values where the node has refs, attributes as they are. */
export type CallArgs = Readonly<Record<string, Value | Arg>>

/** What arguments are resolved from. */
export interface ResolveScope {
  readonly graph: Graph
  readonly values: ReadonlyMap<NodeId, Value>
  readonly bindings: DimBindings
}

/**
 * The arguments of `node`.
 * @throws TSFX0517 for a dim that no value binds, TSFX0518 for an item that a value does not have, TSFX0519 for a value that is
 * not there.
 */
export const resolveArgs = (node: FxNode, scope: ResolveScope): CallArgs =>
  Object.fromEntries(Object.entries(node.args).map(([name, arg]) => [name, resolve(node, arg, scope)]))

function resolve(node: FxNode, arg: Arg, scope: ResolveScope): Value | Arg {
  if (arg instanceof Ref) return valueOfRef(node, arg, scope)
  if (arg instanceof DimPolynomial) return sizeOfDim(node, arg, scope.bindings)
  if (isArgList(arg)) return arg.map((item) => resolve(node, item, scope)) as readonly Value[]
  if (!isArgRecord(arg)) return arg
  const entries = Object.entries(arg).map(([key, item]) => [key, resolve(node, item, scope)])
  return Object.fromEntries(entries) as Readonly<Record<string, Value>>
}

function valueOfRef(node: FxNode, { node: id, index }: Ref, { graph, values }: ResolveScope): Value {
  const place = { node: node.name, loc: node.loc }
  const value = values.get(id)
  if (value === undefined) throw absentValue({ node: node.name, used: graph.node(id).name }, place)
  if (index === null) return value
  // A number, which an override may return, has no items either.
  const item = (value as Readonly<Record<string, Value>> | null)?.[index]
  if (item === undefined) throw absentItem({ node: node.name, index, used: graph.node(id).name }, place)
  return item
}

function sizeOfDim(node: FxNode, dim: DimPolynomial, bindings: DimBindings): number {
  const size = evaluateDim(dim, bindings)
  if (size !== null) return size
  throw unboundDim({ node: node.name, dim: printDim(dim) }, { node: node.name, loc: node.loc })
}
