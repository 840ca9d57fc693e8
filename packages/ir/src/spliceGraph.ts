/** @file A graph in the place of a region of another. */
import { type Arg, eachRef, isArgList, mapRefs, Ref } from './arg.ts'
import { badSplice, cyclicGraph, erasedWithUsers } from './diagnostics.generated.ts'
import type { Edit } from './edit.ts'
import type { FxNode, NodeId } from './fxNode.ts'
import type { Graph } from './graph.ts'
import { type InlineOptions, inlinedValue, inlineGraph } from './inlineGraph.ts'
import { itemOf } from './itemOf.ts'

/** Nodes to replace, and those of them whose values are used outside. */
export interface Region {
  readonly nodes: Iterable<NodeId>
  readonly outputs: readonly NodeId[]
}

/**
 * @throws TSFX0003 when an inner value is used outside, TSFX0009 for an input left out, TSFX0011 when the result would be a cycle,
 * TSFX0012 when the region or the graph's result does not fit, TSFX0013 for an item that is not there; nothing is changed then.
 */
export function spliceGraph(
  edit: Edit,
  { nodes, outputs }: Region,
  graph: Graph,
  inputs: Readonly<Record<string, Arg>>,
  options: InlineOptions,
): void {
  const region = new Set(nodes)
  checkRegion(edit, region, outputs, graph)
  checkResults(edit, region, outputs, resultsOf(edit, outputs, graph, inputs), graph)
  const { ordered, between } = spanOf(edit, region)
  checkConvex(edit, outputs, between, inputs)
  const last = ordered.at(-1) as FxNode
  const end = edit.next(last.id)?.id ?? null
  const origins = edit.deriving.length > 0 ? edit.deriving : ordered
  const value = edit.deriveFrom(origins, () => inlineGraph(edit, end, graph, inputs, options))
  // A user of one output may stand before the end of the region, and so before the result.
  const early = outputs.some((output) => edit.users(output).some((user) => between.has(user)))
  for (const [i, result] of asResults(value, outputs).entries())
    edit.replaceAllUsesWith(outputs[i]!, result as Ref, (user) => !region.has(user.id))
  for (const node of ordered.toReversed()) edit.erase(node.id)
  if (early) edit.sort()
}

/** The region is there, holds its outputs, and nothing outside uses another value of it. */
function checkRegion(
  edit: Edit,
  region: ReadonlySet<NodeId>,
  outputs: readonly NodeId[],
  graph: Graph,
): void {
  if (region.size === 0) throw failure(graph, 'the region has no node')
  for (const id of outputs) {
    const node = edit.node(id)
    if (!region.has(id)) throw failure(graph, `${node.name} is an output outside the region`, node)
  }
  for (const id of region) {
    const node = edit.node(id)
    if (node.kind === 'output' || node.kind === 'placeholder')
      throw failure(graph, `the region holds the ${node.kind} ${node.name}`, node)
    const users = outputs.includes(id) ? [] : outsideUsers(edit, region, id)
    if (users.length > 0) {
      const names = users.map((user) => user.name).join(', ')
      throw erasedWithUsers({ name: node.name, users: names }, { node: node.name, loc: node.loc })
    }
  }
}

const failure = (graph: Graph, problem: string, node: FxNode | null = null): Error =>
  badSplice({ graph: graph.meta.name, problem }, node ? { node: node.name, loc: node.loc } : {})

const outsideUsers = (edit: Edit, region: ReadonlySet<NodeId>, id: NodeId): readonly FxNode[] =>
  edit
    .users(id)
    .filter((user) => !region.has(user))
    .map((user) => edit.node(user))

/** One value, or a list with one for each output. */
const asResults = (value: Arg, outputs: readonly NodeId[]): readonly Arg[] =>
  isArgList(value) ? value : outputs.length === 1 ? [value] : []

const resultsOf = (
  edit: Edit,
  outputs: readonly NodeId[],
  graph: Graph,
  inputs: Readonly<Record<string, Arg>>,
): readonly Arg[] => asResults(inlinedValue(edit, null, graph, inputs), outputs)

/** Each result is a value, and has the items that are used of the output it replaces. */
function checkResults(
  edit: Edit,
  region: ReadonlySet<NodeId>,
  outputs: readonly NodeId[],
  results: readonly Arg[],
  graph: Graph,
): void {
  const [first] = region
  const node = edit.node(outputs[0] ?? (first as NodeId))
  if (results.length !== outputs.length) {
    const count = outputs.length === 1 ? '1 output' : `${outputs.length} outputs`
    throw failure(graph, `the region has ${count}, and the graph does not return one value for each`, node)
  }
  for (const [i, result] of results.entries()) {
    const output = edit.node(outputs[i] as NodeId)
    if (!(result instanceof Ref))
      throw failure(graph, `it returns no value of a node for ${output.name}`, output)
    for (const user of outsideUsers(edit, region, output.id))
      mapRefs(user.args, (ref) => (ref.node === output.id ? itemOf(result, ref, user) : ref))
  }
}

/** No input is of the region, or computed outside from one of its outputs. */
function checkConvex(
  edit: Edit,
  outputs: readonly NodeId[],
  between: ReadonlySet<NodeId>,
  inputs: Readonly<Record<string, Arg>>,
): void {
  const reached = new Map<NodeId, NodeId | null>(outputs.map((id) => [id, null]))
  const open = [...outputs]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const user of edit.users(id)) {
      if (!between.has(user) || reached.has(user)) continue
      reached.set(user, id)
      open.push(user)
    }
  }
  eachRef(inputs, (ref) => {
    if (!reached.has(ref.node)) return
    const path: string[] = []
    for (let id: NodeId | null = ref.node; id !== null; id = reached.get(id) ?? null)
      path.unshift(edit.node(id).name)
    const { name, loc } = edit.node(ref.node)
    throw cyclicGraph({ cycle: [...path, path[0]].join(' -> ') }, { node: name, loc })
  })
}

interface Span {
  /** The region in execution order. */
  readonly ordered: readonly FxNode[]
  /** Other nodes that stand between its first and its last. */
  readonly between: ReadonlySet<NodeId>
}

/** Found outwards from one of its nodes, so that it costs the span and not the graph. */
function spanOf(edit: Edit, region: ReadonlySet<NodeId>): Span {
  const [seed] = region as ReadonlySet<NodeId> & Iterable<NodeId>
  const span: FxNode[] = [edit.node(seed as NodeId)]
  let [before, after] = [edit.previous(seed as NodeId), edit.next(seed as NodeId)]
  const earlier: FxNode[] = []
  for (let found = 1; found < region.size; ) {
    if (before) {
      earlier.push(before)
      if (region.has(before.id)) found++
      before = edit.previous(before.id)
    }
    if (after) {
      span.push(after)
      if (region.has(after.id)) found++
      after = edit.next(after.id)
    }
  }
  const all = [...earlier.reverse(), ...span]
  const first = all.findIndex((node) => region.has(node.id))
  const inside = all.slice(first, all.findLastIndex((node) => region.has(node.id)) + 1)
  return {
    ordered: inside.filter((node) => region.has(node.id)),
    between: new Set(inside.filter((node) => !region.has(node.id)).map((node) => node.id)),
  }
}
