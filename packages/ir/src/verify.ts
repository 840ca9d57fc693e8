/**
 * @file Checks the invariants of a graph. It runs after every pass in development; a violation is a defect of
 * the pass that made it, so the first one found is thrown.
 */
import { eachRef } from './arg.ts'
import { brokenGraph } from './diagnostics.generated.ts'
import type { FxNode, NodeId } from './fxNode.ts'
import type { Graph } from './graph.ts'
import { typeOfParam } from './graphState.ts'
import { legalIdentifier } from './legalIdentifier.ts'
import type { OpCatalog, OpRules } from './opRules.ts'
import { equalTypes, isQuantizedDType, printType, type ValueType } from './valueType.ts'

/**
 * Checks that the graph has one output, last; that each ref points backwards; that names are unique and legal; that parameters exist; and, with a
 * catalog, that ops are known, args fit their schema, types are what the ops infer, and no quantized value flows
 * into a float op. O(nodes + refs).
 * @throws TSFX0004 naming the node and its place in the user's source.
 */
export function verify(graph: Graph, catalog?: OpCatalog): void {
  const seen = new Map<NodeId, FxNode>()
  const names = new Set<string>()
  for (const node of graph.nodes) {
    const fail = (problem: string) =>
      brokenGraph(
        { graph: graph.meta.name, problem: `${node.name} ${problem}` },
        { node: node.name, loc: node.loc },
      )
    if (legalIdentifier(node.name) !== node.name) throw fail('has a name that is no legal identifier')
    if (names.has(node.name)) throw fail('has a name that another node has')
    names.add(node.name)
    eachRef(node.args, (ref) => {
      if (!seen.has(ref.node)) throw fail(`uses node ${ref.node}, which does not come before it`)
    })
    if (node.kind === 'output' && node !== graph.nodes.at(-1))
      throw fail('is an output and not the last node')
    if (node.kind === 'get_attr') verifyParam(node, graph, fail)
    if (catalog && node.kind === 'call_function') verifyOp(node, seen, catalog, fail)
    seen.set(node.id, node)
  }
  if (graph.output === null) throw brokenGraph({ graph: graph.meta.name, problem: 'there is no output node' })
  if (seen.size !== graph.state.nodes.size) {
    throw brokenGraph({ graph: graph.meta.name, problem: 'some nodes are not linked into the order' })
  }
}

function verifyParam(node: FxNode, graph: Graph, fail: (problem: string) => Error) {
  const handle = graph.params.get(node.target)
  if (!handle) throw fail(`reads '${node.target}', which is no parameter`)
  const type = typeOfParam(handle)
  if (node.type !== null && !equalTypes(type, node.type)) {
    throw fail(`is typed ${printType(node.type)}, but its parameter is ${printType(type)}`)
  }
}

function verifyOp(
  node: FxNode,
  seen: ReadonlyMap<NodeId, FxNode>,
  catalog: OpCatalog,
  fail: (problem: string) => Error,
) {
  const rules = catalog(node.target)
  if (!rules) throw fail(`calls '${node.target}', which is no registered op`)
  const wrong = rules.checkArgs(node.args)
  if (wrong) throw fail(`(${node.target}) has bad arguments: ${wrong}`)
  verifyDomain(node, rules, seen, fail)
  if (node.type === null) return
  const inferred = inferType(node, rules, seen)
  if (inferred && !equalTypes(inferred, node.type)) {
    throw fail(
      `(${node.target}) is typed ${printType(node.type)}, but its inputs make it ${printType(inferred)}`,
    )
  }
}

function verifyDomain(
  node: FxNode,
  rules: OpRules,
  seen: ReadonlyMap<NodeId, FxNode>,
  fail: (problem: string) => Error,
) {
  if (rules.domain !== 'float') return
  eachRef(node.args, (ref) => {
    const used = seen.get(ref.node)
    if (used?.type?.kind === 'tensor' && isQuantizedDType(used.type.dtype)) {
      throw fail(`(${node.target}) computes in float, but ${used.name} is ${printType(used.type)}`)
    }
  })
}

/** The type the op infers from its inputs' types; null while one of them is unknown. */
export function inferType(
  node: FxNode,
  rules: OpRules,
  nodes: ReadonlyMap<NodeId, FxNode>,
): ValueType | null {
  let known = true
  eachRef(node.args, (ref) => {
    known &&= (nodes.get(ref.node)?.type ?? null) !== null
  })
  if (!known) return null
  return rules.infer(node.args, (ref) => itemType(nodes.get(ref.node)?.type as ValueType, ref.index))
}

/** The type of one item of a tuple or record; the type itself when `index` is null. */
export function itemType(type: ValueType, index: number | string | null): ValueType {
  if (index === null) return type
  const item =
    type.kind === 'tuple'
      ? type.items[Number(index)]
      : type.kind === 'record'
        ? type.fields[String(index)]
        : undefined
  if (!item) throw brokenGraph({ graph: '', problem: `${printType(type)} has no item ${index}` })
  return item
}
