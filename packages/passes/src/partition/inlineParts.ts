/** @file The inverse of `splitGraph`. */
import {
  type Arg,
  type ArgRecord,
  type Edit,
  type FxNode,
  type Graph,
  isArgList,
  isArgRecord,
  mapRefs,
  type NodeId,
  Ref,
  sameParam,
} from '@tsfx/ir'
import { brokenSplit } from '../diagnostics.generated.ts'
import { appendCopy, emptyBeside } from './graphCopy.ts'
import type { GraphSplit } from './splitGraph.ts'

/**
 * Puts the nodes of each part where the parent calls it. The graph computes the same and has the nodes from before the split;
 * a parameter that several parts read has one `get_attr` again where it had one. Parts may have been rewritten meanwhile:
 * a parameter that is no longer that of its path gets a free one.
 * @throws TSFX2044 when a call and its part no longer fit.
 */
export function inlineParts({ graph, parts }: Pick<GraphSplit, 'graph' | 'parts'>): Graph {
  return emptyBeside(graph, graph.params).edit((edit) => {
    const readers = new Map<string, Ref>()
    const values = new Map<NodeId, Arg>()
    for (const node of graph.nodes) {
      const mapRef = (ref: Ref): Arg => itemOf(values.get(ref.node) as Arg, ref, node)
      const part = node.kind === 'call_module' ? parts.get(node.target) : undefined
      if (part) values.set(node.id, inlinePart(edit, part, node, mapRefs(node.args, mapRef), readers))
      else if (node.kind === 'get_attr') values.set(node.id, readParam(edit, graph, node, readers))
      else values.set(node.id, appendCopy(edit, node, mapRef))
    }
  }).graph
}

/** Appends the nodes of `part` and returns its result. */
function inlinePart(
  edit: Edit,
  part: Graph,
  call: FxNode,
  inputs: ArgRecord,
  readers: Map<string, Ref>,
): Arg {
  const values = new Map<NodeId, Arg>()
  for (const node of part.nodes) {
    const mapRef = (ref: Ref): Arg => itemOf(values.get(ref.node) as Arg, ref, call)
    switch (node.kind) {
      case 'placeholder':
        values.set(node.id, inputOf(inputs, node, call))
        break
      case 'get_attr':
        values.set(node.id, readParam(edit, part, node, readers))
        break
      case 'output':
        return mapRefs(node.args.value ?? null, mapRef)
      default:
        values.set(node.id, appendCopy(edit, node, mapRef))
    }
  }
  return null
}

function inputOf(inputs: ArgRecord, { target }: FxNode, call: FxNode): Arg {
  if (!Object.hasOwn(inputs, target))
    throw brokenSplit({ node: call.name, problem: `the part's input '${target}' is left out` }, placeOf(call))
  return inputs[target] as Arg
}

/** The node that reads the parameter; copies of one node, made for several parts, become one again. */
function readParam(edit: Edit, graph: Graph, node: FxNode, readers: Map<string, Ref>): Ref {
  const handle = graph.params.get(node.target)!
  const here = edit.param(node.target)
  const isSame = here !== null && sameParam(here, handle)
  const target = isSame ? node.target : edit.freeParamPath(node.target)
  if (!isSame) edit.setParam(target, { handle, data: graph.store.entry(handle) })
  const key = JSON.stringify([node.name, target])
  const reader = readers.get(key) ?? appendCopy(edit, node.with({ target }), (ref) => ref)
  readers.set(key, reader)
  return reader
}

/** An item of what a call or a placeholder has become. */
function itemOf(value: Arg, { index }: Ref, at: FxNode): Arg {
  if (index === null) return value
  if (value instanceof Ref && value.index === null) return new Ref(value.node, index)
  const items = isArgList(value) || isArgRecord(value) ? (value as ArgRecord) : {}
  if (!Object.hasOwn(items, index))
    throw brokenSplit({ node: at.name, problem: `a part has no result '${index}'` }, placeOf(at))
  return items[index] as Arg
}

const placeOf = (node: FxNode) => ({ node: node.name, loc: node.loc })
