/** @file One part of a split as a graph of its own. */
import { type Arg, type Edit, type FxNode, type Graph, type NodeId, Ref, typeOfTree } from '@tsfx/ir'
import { paramsRead } from '../paramsRead.ts'
import { typeOfRef } from '../typeOfRef.ts'
import type { BorderNames } from './borderNames.ts'
import { appendCopy, emptyBeside } from './graphCopy.ts'
import { type PartBorder, type ValueKey, valueKey } from './partBorder.ts'

/** The graph of the part `name`, which has the calls `nodes` of `graph`, in order. */
export function partGraph(
  graph: Graph,
  name: string,
  nodes: readonly FxNode[],
  border: PartBorder,
  names: BorderNames,
): Graph {
  const targets = [...border.inputs.values()].map((ref) => names.ofValue(ref))
  const inputs = Object.fromEntries(targets.map((target) => [target, target]))
  return emptyBeside(graph, paramsRead(graph, nodes), { name, inputs, guards: [] }).edit((edit) => {
    const outside = new Map<ValueKey, Ref>()
    for (const [key, ref] of border.inputs) outside.set(key, appendInput(edit, graph, ref, names))
    const copies = new Map<NodeId, Ref>()
    const mapRef = (ref: Ref): Ref => {
      const input = outside.get(valueKey(ref))
      if (input) return input
      // What is neither an input nor copied yet is a parameter.
      const copy = copies.get(ref.node) ?? appendCopy(edit, graph.node(ref.node), mapRef)
      copies.set(ref.node, copy)
      return new Ref(copy.node, ref.index)
    }
    for (const node of nodes) copies.set(node.id, appendCopy(edit, node, mapRef))
    appendResults(
      edit,
      [...border.results.values()].map((ref) => [names.ofValue(ref), mapRef(ref)]),
    )
  }).graph
}

function appendInput(edit: Edit, graph: Graph, ref: Ref, names: BorderNames): Ref {
  const node = graph.node(ref.node)
  const name = names.ofValue(ref)
  const type = typeOfRef(node, ref)
  return new Ref(edit.append({ kind: 'placeholder', target: name, name, type, loc: node.loc }).id)
}

/** One result stands for itself, several are a record by name. */
function appendResults(edit: Edit, results: readonly (readonly [string, Ref])[]): void {
  const value: Arg = results.length === 1 ? results[0]![1] : Object.fromEntries(results)
  const type = typeOfTree(value, (ref) => typeOfRef(edit.node(ref.node), ref))
  edit.append({ kind: 'output', target: 'output', args: { value }, type })
}
