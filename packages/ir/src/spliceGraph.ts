/** @file A graph in the place of a region of another. */
import { type Arg, isArgList, Ref } from './arg.ts'
import { badSplice, erasedWithUsers } from './diagnostics.generated.ts'
import type { Edit } from './edit.ts'
import type { FxNode, NodeId } from './fxNode.ts'
import type { Graph } from './graph.ts'
import { type InlineOptions, inlineGraph } from './inlineGraph.ts'

/** Nodes to replace, and those of them whose values are used outside. */
export interface Region {
  readonly nodes: Iterable<NodeId>
  readonly outputs: readonly NodeId[]
}

/** @throws TSFX0003 when an inner value is used outside, TSFX0012 when the region or the graph's result does not fit, TSFX0011 when the result would be a cycle. */
export function spliceGraph(
  edit: Edit,
  { nodes, outputs }: Region,
  graph: Graph,
  inputs: Readonly<Record<string, Arg>>,
  options: InlineOptions,
): void {
  const region = new Set(nodes)
  const results = checkRegion(edit, region, outputs, graph)
  const { ordered, between } = spanOf(edit, region)
  const last = ordered.at(-1) as FxNode
  const end = edit.next(last.id) as FxNode
  const origins = edit.deriving.length > 0 ? edit.deriving : ordered
  const value = edit.deriveFrom(origins, () => inlineGraph(edit, end.id, graph, inputs, options))
  const values = results === 'list' ? (value as readonly Arg[]) : [value]
  // A user of one output may stand before the end of the region, and so before the result.
  const early = outputs.some((output) => edit.users(output).some((user) => between.has(user)))
  for (const [i, output] of outputs.entries()) edit.replaceAllUsesWith(output, values[i] as Ref)
  for (const node of ordered.toReversed()) edit.erase(node.id)
  if (early) edit.sort()
}

/** What the graph's output is: one value, or a list of one for each output. */
function checkRegion(edit: Edit, region: ReadonlySet<NodeId>, outputs: readonly NodeId[], graph: Graph) {
  const fail = (problem: string): Error => badSplice({ graph: graph.meta.name, problem })
  if (region.size === 0) throw fail('the region has no node')
  for (const id of outputs)
    if (!region.has(id)) throw fail(`${edit.node(id).name} is an output outside the region`)
  for (const id of region) {
    const node = edit.node(id)
    if (node.kind === 'output' || node.kind === 'placeholder')
      throw fail(`the region holds the ${node.kind} ${node.name}`)
    const users = outputs.includes(id) ? [] : edit.users(id).filter((user) => !region.has(user))
    if (users.length > 0) {
      const names = users.map((user) => edit.node(user).name).join(', ')
      throw erasedWithUsers({ name: node.name, users: names }, { node: node.name, loc: node.loc })
    }
  }
  const value = graph.output?.args.value ?? null
  if (isArgList(value) && value.length === outputs.length && value.every((item) => item instanceof Ref))
    return 'list'
  if (value instanceof Ref && outputs.length === 1) return 'value'
  throw fail(`the region has ${outputs.length} outputs, and the graph does not return one value for each`)
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
