/** @file The recorded nodes as a graph. */
import {
  type Arg,
  type DiagnosticPlace,
  Graph,
  type GraphMeta,
  isDiagnosticError,
  itemType,
  type Ref,
  type SourceLookup,
  typeOfTree,
  type ValueType,
} from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { placeOf } from './callStack.ts'
import { sizeDependentAttribute } from './diagnostics.generated.ts'
import { moduleCallPlaces } from './moduleCallPlaces.ts'
import { nameNodes } from './nameNodes.ts'
import type { RecordedNode } from './recordedValues.ts'
import type { Recorder } from './recorder.ts'

/**
 * Makes the graph of merged nodes; names, comments and places come from the source, parameters from `base`.
 * @throws TSFX1017 when an attribute that must be a plain value depends on a size.
 */
export function buildGraph(nodes: readonly RecordedNode[], base: Recorder, meta: Partial<GraphMeta>): Graph {
  const labels = nameNodes(nodes, base.lookup)
  const file = labels.find(({ loc }) => loc !== null)?.loc?.file ?? null
  const { graph } = Graph.empty({ file, calls: moduleCallPlaces(nodes), ...meta }).edit((edit) => {
    // A constant that follows a size is made by a call, and its tensor at one size is no parameter.
    const read = new Set(nodes.filter(({ kind }) => kind === 'get_attr').map(({ target }) => target))
    for (const [path, value] of base.params) if (read.has(path)) edit.setParam(path, value)
    nodes.forEach((node, i) => {
      const { name, comment, comments, loc, variable, outputs, variables } = labels[
        i
      ] as (typeof labels)[number]
      checkWithDims(node, nodes, base.lookup)
      const typeOf = (ref: Ref): ValueType | null => {
        const used = nodes[ref.node]?.type ?? null
        return used && itemType(used, ref.index)
      }
      const type = node.kind === 'output' ? typeOfTree(node.args.value as Arg, typeOf) : node.type
      const { kind, target, args, scope, origin } = node
      // Ids count from 0 in order of insertion, as the trace's indices do.
      edit.append({
        kind,
        target,
        args,
        scope,
        type,
        name,
        loc,
        meta: {
          ...(comment && { comment }),
          ...(comments && { comments }),
          ...(origin && { origin }),
          ...(variable !== null && { variable }),
          ...(outputs && variables && { outputs, variables }),
        },
      })
    })
  })
  return graph
}

/** A shape may hold named dims; a stride or a padding may not, and some ops want numbers for height and width. */
function checkWithDims(
  node: RecordedNode,
  nodes: readonly RecordedNode[],
  lookup: SourceLookup | null,
): void {
  const op = node.kind === 'call_function' ? opNamed(node.target) : null
  if (!op) return
  const place = (): DiagnosticPlace => (node.stack ? placeOf(node.stack, lookup) : {})
  const wrong = op.checkArgs(node.args)
  if (wrong) throw sizeDependentAttribute({ op: node.target, problem: wrong }, place())
  try {
    op.infer(node.args, (ref) => itemType(nodes[ref.node]?.type as ValueType, ref.index))
  } catch (error) {
    if (!isDiagnosticError(error)) throw error
    throw sizeDependentAttribute({ op: node.target, problem: error.summary }, place())
  }
}
