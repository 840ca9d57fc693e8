/**
 * @file Propagates types from inputs and parameters through every op, over named dims. torch.fx's ShapeProp runs the
 * model on sample data; this needs none. See docs/passes/01-inferTypes.md.
 */
import {
  type Edit,
  equalTypes,
  type FxNode,
  inferType,
  itemType,
  type NodeId,
  type Ref,
  typeOfParam,
  typeOfTree,
  type ValueType,
} from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { type Fact, firstViolation } from './manager/fact.ts'
import type { Pass, PassContext } from './manager/pass.ts'

export const typed: Fact = {
  name: 'typed',
  summary: 'every node that has a value has a type',
  violation: (graph) =>
    firstViolation(graph, (node) => node.kind !== 'output' && node.type === null, 'has no type'),
}

export const inferTypes: Pass = {
  name: 'inferTypes',
  summary: 'Gives every node the type that its inputs make it have.',
  requires: [],
  ensures: [typed],
  run(edit: Edit, context: PassContext): void {
    const nodes = new Map<NodeId, FxNode>()
    context.eachNode(edit, (node) => {
      const type = typeOf(edit, node, nodes) ?? node.type
      nodes.set(node.id, equalTypes(type, node.type) ? node : edit.update(node.id, { type }))
    })
  },
}

function typeOfRef(ref: Ref, nodes: ReadonlyMap<NodeId, FxNode>): ValueType | null {
  const type = nodes.get(ref.node)?.type ?? null
  return type && itemType(type, ref.index)
}

/** The type that follows from what the node reads; null where only the node itself can say it. */
function typeOf(edit: Edit, node: FxNode, nodes: ReadonlyMap<NodeId, FxNode>): ValueType | null {
  switch (node.kind) {
    case 'get_attr': {
      const handle = edit.param(node.target)
      return handle && typeOfParam(handle)
    }
    case 'call_function': {
      const op = opNamed(node.target)
      return op && inferType(node, op, nodes)
    }
    case 'output':
      return node.type && typeOfTree(node.args.value ?? null, (ref) => typeOfRef(ref, nodes))
    case 'placeholder':
    case 'call_module':
      return null
  }
}
