/**
 * @file `decompose`: calls of an op become what a plain function computes, until no listed op is left; torch's
 * decomposition tables. See docs/passes/23-decompose.md.
 */
import {
  type Arg,
  type Edit,
  equalTypes,
  type FxNode,
  type Graph,
  mapRefs,
  type NodeId,
  printType,
} from '@tsfx/ir'
import { circularDecomposition, decompositionType } from '../diagnostics.generated.ts'
import { typed } from '../inferTypes.ts'
import { type Fact, firstViolation } from '../manager/fact.ts'
import type { Pass, PassContext } from '../manager/pass.ts'
import type { Decomposition, DecompositionTable, WrittenDecompositions } from './decomposition.ts'
import { DecompositionTraces, decompositionInputs } from './decompositionTraces.ts'
import { knownOp } from './opCall.ts'
import { Substitutions } from './substitutions.ts'

/** No call of these ops is in the graph. */
export const withoutOps = (ops: readonly string[]): Fact => ({
  name: `withoutOps(${ops.join(', ')})`,
  summary: `no call of ${ops.join(', ')}`,
  violation: (graph) =>
    firstViolation(
      graph,
      (node) => node.kind === 'call_function' && ops.includes(node.target),
      'calls an op that was to be decomposed',
    ),
})

/**
 * A pass that computes each call of a listed op by its function:
 * `decompose({ relu6: ({ x }) => tf.sub(tf.relu(x), tf.relu(tf.sub(x, 6))) })`. The function gets the op's inputs and attributes
 * by name, and is traced at the types of the node.
 * @throws TSFX2031 for an unknown op; while it runs, TSFX2034 for a function that needs its own op, TSFX2035 for one that
 * returns another type, TSFX2039 for a size that it cannot know, and what `trace` throws.
 */
export function decompose<Args>(written: WrittenDecompositions<Args>): Pass {
  const table = written as DecompositionTable
  const ops = Object.keys(table)
  for (const op of ops) knownOp(op)
  return {
    name: 'decompose',
    summary: 'Replaces each call of a listed op by what a function computes with simpler ones.',
    requires: [typed],
    ensures: [typed, withoutOps(ops)],
    run(edit: Edit, context: PassContext): void {
      const expansion = new Expansion(edit, context, table)
      context.eachNode(edit, (node) => expansion.visit(node))
      expansion.finish()
    },
  }
}

class Expansion {
  readonly #edit: Edit
  readonly #context: PassContext
  readonly #table: DecompositionTable
  readonly #traces = new DecompositionTraces()
  readonly #values = new Substitutions()
  /** What an expanded node is worth, in terms of nodes that may be expanded themselves. */
  readonly #expanded = new Map<NodeId, Arg>()
  /** The ops that an inserted node was expanded from. */
  readonly #trails = new Map<NodeId, readonly string[]>()
  #visited: FxNode | null = null

  constructor(edit: Edit, context: PassContext, table: DecompositionTable) {
    this.#edit = edit
    this.#context = context
    this.#table = table
  }

  /** Walks from `node` back to what was inserted for it and on, until `node` is reached again with nothing left to expand. */
  visit(node: FxNode): void {
    this.#visited = node
    let current = this.#values.apply(this.#edit, node)
    for (;;) {
      const value = this.#expanded.get(current.id)
      if (value !== undefined)
        this.#values.set(
          current.id,
          mapRefs(value, (ref) => this.#values.resolve(ref, current)),
        )
      else if (this.#isListed(current)) {
        current = this.#expand(current)
        continue
      }
      if (current.id === node.id) return
      current = this.#values.apply(this.#edit, this.#edit.next(current.id) as FxNode)
    }
  }

  finish(): void {
    this.#values.takePlaces(this.#edit)
  }

  #isListed = (node: FxNode): boolean =>
    node.kind === 'call_function' && Object.hasOwn(this.#table, node.target)

  /** Inserts the decomposition of `node` before it, and returns the first node of it. */
  #expand(node: FxNode): FxNode {
    const edit = this.#edit
    const trail = this.#trailOf(node)
    const graph = this.#traces.at(edit, node, this.#table[node.target] as Decomposition)
    checkType(node, graph)
    const before = edit.previous(node.id)
    const value = edit.deriveFrom([node], () => edit.inline(node.id, graph, decompositionInputs(node)))
    this.#expanded.set(node.id, value)
    this.#context.fired(node.target, node)
    const first = (before ? edit.next(before.id) : node) as FxNode
    for (let made = first; made.id !== node.id; made = edit.next(made.id) as FxNode)
      this.#trails.set(made.id, trail)
    return first
  }

  #trailOf(node: FxNode): readonly string[] {
    const op = node.target
    const trail = [...(this.#trails.get(node.id) ?? []), op]
    const start = trail.indexOf(op)
    if (start === trail.length - 1) return trail
    const chain = trail.slice(start).join(' -> ')
    throw circularDecomposition({ op, chain }, { node: (this.#visited ?? node).name, loc: node.loc })
  }
}

function checkType(node: FxNode, graph: Graph): void {
  const actual = graph.output?.type ?? null
  if (equalTypes(actual, node.type)) return
  const slots = {
    op: node.target,
    node: node.name,
    actual: printType(actual),
    expected: printType(node.type),
  }
  throw decompositionType(slots, { node: node.name, loc: node.loc })
}
