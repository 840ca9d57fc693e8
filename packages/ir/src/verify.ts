/**
 * @file Checks the invariants of a graph. It runs after every pass in development; a violation is a defect of
 * the pass that made it, so the first one found is thrown.
 */
import { type Arg, eachRef } from './arg.ts'
import { DiagnosticError } from './diagnostics/diagnosticError.ts'
import { brokenGraph, illegalArguments, unregisteredOp } from './diagnostics.generated.ts'
import type { FxNode, NodeId } from './fxNode.ts'
import type { Graph } from './graph.ts'
import { isModuleCalls, isModuleClasses } from './graphParts.ts'
import { type InputTree, typeOfParam } from './graphState.ts'
import { findItem, inferType, typeOfTree } from './inferType.ts'
import { legalIdentifier } from './legalIdentifier.ts'
import type { OpCatalog, OpRules } from './opRules.ts'
import { printWord } from './printWord.ts'
import { equalTypes, isQuantizedDType, printType, type ValueType } from './valueType.ts'

/** One node, with all that comes before it. */
interface Checked {
  readonly node: FxNode
  readonly graph: Graph
  readonly seen: ReadonlyMap<NodeId, FxNode>
  readonly fail: (problem: string, cause?: unknown) => Error
}

/**
 * Checks that the order is linked both ways, and that each node stands under its own id; that the graph has one output,
 * last, with a value; that each ref points backwards, to an item that is there; that names are unique and legal; that
 * placeholders have targets of their own, and `meta.inputs`, where it is given, names each of them once; that
 * `meta.modules` is a record of texts, and `meta.calls` of places; that parameters exist; and, with a catalog, that ops are known, args fit their schema, types are what the ops infer, and no quantized
 * value flows into a float op or an opaque module. O(nodes + refs).
 * @throws TSFX0007 for an unknown op, TSFX0014 for arguments that its schema refuses, TSFX0004 for anything else; each names the
 * node and its place in the user's source.
 */
export function verify(graph: Graph, catalog?: OpCatalog): void {
  verifyOrder(graph)
  const seen = new Map<NodeId, FxNode>()
  const names = new Set<string>()
  for (const node of graph.nodes) {
    const fail = failureAt(node, graph)
    if (legalIdentifier(node.name) !== node.name) throw fail('has a name that is no legal identifier')
    if (names.has(node.name)) throw fail('has a name that another node has')
    names.add(node.name)
    const checked: Checked = { node, graph, seen, fail }
    verifyRefs(checked)
    verifyKind(checked, catalog)
    seen.set(node.id, node)
  }
  if (graph.output === null) throw brokenGraph({ graph: graph.meta.name, problem: 'there is no output node' })
  verifyInputs(graph)
  if (!isModuleClasses(graph.meta.modules))
    throw brokenGraph({ graph: graph.meta.name, problem: 'meta.modules holds something else than texts' })
  if (!isModuleCalls(graph.meta.calls as unknown as Arg))
    throw brokenGraph({ graph: graph.meta.name, problem: 'meta.calls holds something else than places' })
}

/** The order as it is linked: a wrong id, `prev` or `tail` shows only at the next edit, which then loses nodes. */
function verifyOrder(graph: Graph): void {
  const { slots, tail, nextId } = graph.state
  for (const [id, { node }] of slots) {
    if (id !== node.id) throw failureAt(node, graph)(`has id ${node.id}, but stands in the place of id ${id}`)
    if (!(id < nextId)) throw failureAt(node, graph)(`has id ${id}, which is not below nextId ${nextId}`)
  }
  if (graph.nodes.length !== slots.size)
    throw brokenGraph({ graph: graph.meta.name, problem: 'some nodes are not linked into the order' })
  let before: NodeId | null = null
  for (const node of graph.nodes) {
    const prev = slots.get(node.id)?.prev ?? null
    if (prev !== before) {
      const fail = failureAt(node, graph)
      throw fail(`comes after ${nameOf(graph, before)}, but is linked to ${nameOf(graph, prev)}`)
    }
    before = node.id
  }
  if (tail !== before)
    throw brokenGraph({
      graph: graph.meta.name,
      problem: `the order ends with ${nameOf(graph, before)}, but its tail is ${nameOf(graph, tail)}`,
    })
}

function nameOf(graph: Graph, id: NodeId | null): string {
  if (id === null) return 'nothing'
  return graph.has(id) ? printWord(graph.node(id).name) : `node ${id}, which is not there`
}

const failureAt =
  (node: FxNode, graph: Graph): Checked['fail'] =>
  (problem, cause) => {
    const slots = { graph: graph.meta.name, problem: `${printWord(node.name)} ${problem}` }
    const error = brokenGraph(slots, { node: node.name, loc: node.loc })
    return cause === undefined ? error : Object.assign(error, { cause })
  }

function verifyKind(checked: Checked, catalog: OpCatalog | undefined): void {
  const { kind, meta } = checked.node
  if (kind === 'get_attr') verifyParam(checked)
  if (kind === 'call_module' && !meta.part) refuseQuantized(checked, 'is opaque and computes in float')
  if (kind === 'call_function' && catalog) verifyOp(checked, catalog)
  if (kind === 'output') verifyOutput(checked)
}

function verifyRefs({ node, graph, seen, fail }: Checked): void {
  eachRef(node.args, (ref) => {
    const used = seen.get(ref.node)
    if (!used) {
      const later = graph.has(ref.node) ? ', which does not come before it' : ''
      throw fail(`uses ${nameOf(graph, ref.node)}${later}`)
    }
    if (used.type !== null && findItem(used.type, ref.index) === null)
      throw fail(`uses item ${ref.index} of ${used.name}, which is ${printType(used.type)}`)
  })
}

function verifyParam({ node, graph, fail }: Checked): void {
  const handle = graph.params.get(node.target)
  if (!handle) throw fail(`reads '${node.target}', which is no parameter`)
  const type = typeOfParam(handle)
  if (node.type !== null && !equalTypes(type, node.type)) {
    throw fail(`is typed ${printType(node.type)}, but its parameter is ${printType(type)}`)
  }
}

function verifyOutput({ node, graph, seen, fail }: Checked): void {
  if (node !== graph.nodes.at(-1)) throw fail('is an output and not the last node')
  const value = node.args.value ?? null
  if (value === null) throw fail('has no value')
  if (node.type === null) return
  const type = typeOfTree(value, (ref) => {
    const used = seen.get(ref.node)?.type ?? null
    return used && findItem(used, ref.index)
  })
  if (type !== null && !equalTypes(type, node.type))
    throw fail(`is typed ${printType(node.type)}, but its value is ${printType(type)}`)
}

function verifyOp(checked: Checked, catalog: OpCatalog): void {
  const { node, seen, fail } = checked
  const rules = catalog(node.target)
  const place = { node: node.name, loc: node.loc }
  if (!rules) throw unregisteredOp({ name: node.name, op: node.target }, place)
  const problem = rules.checkArgs(node.args)
  if (problem) throw illegalArguments({ name: node.name, op: node.target, problem }, place)
  if (rules.domain === 'float') refuseQuantized(checked, `(${node.target}) computes in float`)
  if (node.type === null) return
  const inferred = inferredType(node, rules, seen, fail)
  if (inferred && !equalTypes(inferred, node.type)) {
    throw fail(
      `(${node.target}) is typed ${printType(node.type)}, but its inputs make it ${printType(inferred)}`,
    )
  }
}

function inferredType(
  node: FxNode,
  rules: OpRules,
  seen: ReadonlyMap<NodeId, FxNode>,
  fail: Checked['fail'],
): ValueType | null {
  try {
    return inferType(node, rules, seen)
  } catch (error) {
    const problem = error instanceof DiagnosticError ? error.summary : String(error)
    throw fail(`(${node.target}) does not fit its inputs: ${problem}`, error)
  }
}

function refuseQuantized({ node, seen, fail }: Checked, computes: string): void {
  eachRef(node.args, (ref) => {
    const used = seen.get(ref.node)
    const type = used?.type ? findItem(used.type, ref.index) : null
    if (used && type?.kind === 'tensor' && isQuantizedDType(type.dtype))
      throw fail(`${computes}, but ${used.name} is ${printType(type)}`)
  })
}

/** `meta.inputs` and the placeholders name the same targets, each once; a graph built by hand may leave it empty. */
function verifyInputs(graph: Graph): void {
  const { inputs } = graph.meta
  const listed = Object.keys(inputs).length > 0 ? targetsOf(inputs) : null
  const open = new Set<string>()
  for (const target of listed ?? []) {
    if (open.has(target))
      throw brokenGraph({ graph: graph.meta.name, problem: `meta.inputs names '${target}' twice` })
    open.add(target)
  }
  const taken = new Set<string>()
  for (const node of graph.placeholders) {
    const fail = failureAt(node, graph)
    if (taken.has(node.target)) throw fail(`is a second placeholder of '${node.target}'`)
    taken.add(node.target)
    if (listed && !open.delete(node.target))
      throw fail(`is the input '${node.target}', which meta.inputs does not name`)
  }
  for (const target of open)
    throw brokenGraph({
      graph: graph.meta.name,
      problem: `meta.inputs names '${target}', which is no placeholder`,
    })
}

const targetsOf = (tree: InputTree): readonly string[] =>
  typeof tree === 'string' ? [tree] : Object.values(tree).flatMap((item: InputTree) => targetsOf(item))
