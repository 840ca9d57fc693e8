/**
 * @file Propagates types from inputs and parameters through every op, over named dims. torch.fx's ShapeProp runs the
 * model on sample data; this needs none. See docs/passes/01-inferTypes.md.
 */
import {
  type Edit,
  equalTypes,
  type FxNode,
  isDiagnosticError,
  itemType,
  type Ref,
  typeOfParam,
  typeOfTree,
  type ValueType,
} from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { badCall, doesNotFit } from './diagnostics.generated.ts'
import { type Fact, firstViolation } from './manager/fact.ts'
import type { Pass, PassContext } from './manager/pass.ts'
import { typeOfCall } from './transform/opCall.ts'

/** Every node that has a value has a type: what `inferTypes` ensures. */
export const typed: Fact = {
  name: 'typed',
  summary: 'every node that has a value has a type',
  violation: (graph) =>
    firstViolation(graph, (node) => node.kind !== 'output' && node.type === null, 'has no type'),
}

/** Gives every node the type that follows from inputs and parameters. @throws TSFX2033, TSFX2040 at a node that does not fit */
export const inferTypes: Pass = {
  name: 'inferTypes',
  summary: 'Gives every node the type that its inputs make it have.',
  requires: [],
  ensures: [typed],
  run(edit: Edit, context: PassContext): void {
    context.eachNode(edit, (node) => inferNode(edit, node))
  },
}

/** Gives `node` the type that what it reads makes it have now. @throws TSFX2033 or TSFX2040 naming node and source when it does not fit */
export function inferNode(edit: Edit, node: FxNode): void {
  const type = typeOf(edit, node) ?? node.type
  if (!equalTypes(type, node.type)) edit.update(node.id, { type })
}

/** The type that follows from what the node reads; null where only the node itself can say it. */
function typeOf(edit: Edit, node: FxNode): ValueType | null {
  try {
    switch (node.kind) {
      case 'get_attr': {
        const handle = edit.param(node.target)
        return handle && typeOfParam(handle)
      }
      case 'call_function': {
        const op = opNamed(node.target)
        return op && typeOfCall(edit, op, node.args)
      }
      case 'output':
        return node.type && typeOfTree(node.args.value ?? null, (ref) => typeOfRef(edit, ref))
      case 'placeholder':
      case 'call_module':
        return null
    }
  } catch (cause) {
    refuseArgs(node)
    if (!isDiagnosticError(cause)) throw cause
    const slots = { node: node.name, op: node.target, problem: cause.summary }
    throw Object.assign(doesNotFit(slots, { node: node.name, loc: node.loc }), { cause })
  }
}

/** What an op says of arguments that are none of its own is of no use: the argument is named instead. */
function refuseArgs(node: FxNode): void {
  const problem = node.kind === 'call_function' ? opNamed(node.target)?.checkArgs(node.args) : null
  if (problem)
    throw badCall({ op: node.target, node: node.name, problem }, { node: node.name, loc: node.loc })
}

function typeOfRef(edit: Edit, ref: Ref): ValueType | null {
  const { type } = edit.node(ref.node)
  return type && itemType(type, ref.index)
}
