/**
 * @file One immutable version of a graph. Users, order and other indices are derived per version and memoised.
 *
 * Invariants (`verify` checks them): one output node, last; every ref points to a node earlier in the order;
 * names are unique. `edit` is the only way to a new version.
 */
import { brokenOrder } from './brokenOrder.ts'
import { asyncEdit, brokenGraph, foreignPatches, noSuchNode } from './diagnostics.generated.ts'
import { Edit } from './edit.ts'
import { type EditResult, editResult } from './editResult.ts'
import type { FxNode, NodeId } from './fxNode.ts'
import type { GraphMeta, GraphState, Slot } from './graphState.ts'
import { IdTable } from './idTable.ts'
import { inputsOf } from './inputsOf.ts'
import { type ParamHandle, ParamStore } from './param.ts'
import { applyPatches, type Patch } from './patch.ts'
import { printWord } from './printWord.ts'
import { sealedMap } from './sealedMap.ts'
import { WorkingState } from './workingState.ts'

/** An immutable version of a graph: see docs/ir.md. */
export class Graph {
  readonly state: GraphState
  readonly store: ParamStore
  /** The same for all versions that came of one graph, in which an id means one node. */
  readonly lineage: object
  #nodes: readonly FxNode[] | null = null
  /** By id: ids are small and dense, and a Map of them costs more than the edits. */
  #positions: Int32Array | null = null
  #users: IdTable<readonly NodeId[]> | null = null
  #byName: ReadonlyMap<string, FxNode> | null = null
  #byTarget: ReadonlyMap<string, readonly FxNode[]> | null = null
  #readers: ReadonlyMap<string, readonly NodeId[]> | null = null

  constructor(state: GraphState, store: ParamStore, lineage: object = {}) {
    this.state = state
    this.store = store
    this.lineage = lineage
  }

  /** A graph without nodes. */
  static empty(meta: Partial<GraphMeta> = {}): Graph {
    return new Graph(
      {
        slots: new IdTable<Slot>().seal(),
        head: null,
        tail: null,
        nextId: 0,
        params: sealedMap(new Map()),
        meta: {
          name: 'Model',
          file: null,
          inputs: {},
          rounding: null,
          guards: [],
          modules: {},
          calls: {},
          ...meta,
        },
      },
      new ParamStore(),
    )
  }

  get meta(): GraphMeta {
    return this.state.meta
  }

  get params(): ReadonlyMap<string, ParamHandle> {
    return this.state.params
  }

  /** All nodes in execution order. @throws TSFX0004 when patches have left links that lead nowhere, or in a circle. */
  get nodes(): readonly FxNode[] {
    this.#nodes ??= Object.freeze(nodesInOrder(this.state))
    return this.#nodes
  }

  /** @throws TSFX0001 when this version has no such node. */
  node(id: NodeId): FxNode {
    return this.#slot(id).node
  }

  has(id: NodeId): boolean {
    return this.state.slots.has(id)
  }

  /** The node called `name`, or null. */
  find(name: string): FxNode | null {
    this.#byName ??= deriveNames(this.nodes)
    return this.#byName.get(name) ?? null
  }

  /** Position of a node in execution order, from 0. @throws TSFX0001 */
  indexOf(id: NodeId): number {
    this.#positions ??= derivePositions(this)
    const position = this.#positions[id] ?? -1
    if (position < 0) throw noSuchNode({ id, graph: this.meta.name })
    return position
  }

  /** The calls of an op or of an opaque module, in execution order: torch.fx's `find_nodes`. */
  nodesOf(target: string): readonly FxNode[] {
    this.#byTarget ??= groupBy(this.nodes, (node) => (isCall(node) ? node.target : null))
    return this.#byTarget.get(target) ?? []
  }

  /** The `get_attr` nodes that read a parameter, in execution order. */
  readersOf(path: string): readonly NodeId[] {
    if (!this.#readers) {
      const byPath = groupBy(this.nodes, (node) => (node.kind === 'get_attr' ? node.target : null))
      this.#readers = new Map([...byPath].map(([target, nodes]) => [target, nodes.map((node) => node.id)]))
    }
    return this.#readers.get(path) ?? []
  }

  /** Nodes whose values `id` uses, each once: torch.fx's `all_input_nodes`. */
  inputsOf(id: NodeId): readonly FxNode[] {
    return inputsOf(this.node(id)).map((input) => this.node(input))
  }

  get placeholders(): readonly FxNode[] {
    return this.nodes.filter((node) => node.kind === 'placeholder')
  }

  /** The output node, or null in a graph under construction. */
  get output(): FxNode | null {
    const last = this.nodes.at(-1)
    return last?.kind === 'output' ? last : null
  }

  /** Nodes that use the value of `id`, each once, in execution order. O(N) the first time per version. */
  users(id: NodeId): readonly NodeId[] {
    this.#users ??= deriveUsers(this.nodes)
    return this.#users.get(id) ?? []
  }

  /**
   * Opens one transaction, runs `recipe` on it, and returns the next version with its patches.
   * This version is unchanged, also when `recipe` throws.
   * @throws TSFX0015 for a recipe that returns a Promise, TSFX0006 when what was inserted, changed or moved is used before it is defined.
   */
  edit<T = void>(recipe: (edit: Edit) => T): EditResult<T> {
    const working = new WorkingState(this)
    const result = recipe(new Edit(working))
    working.close()
    if (isPromise(result)) {
      // What it goes on to do fails with TSFX0016; that is this error, told a second time.
      result.then(undefined, () => {})
      throw asyncEdit({ graph: this.meta.name })
    }
    const changes = working.changes()
    if (changes.size === 0) return { graph: this, patches: [], inverse: [], result }
    const graph = new Graph(changes.applyTo(this.state), this.store, this.lineage)
    const broken = brokenOrder(graph, working.suspects())
    if (broken) throw broken
    return editResult(this, graph, changes, result)
  }

  #slot(id: NodeId): Slot {
    const slot = this.state.slots.get(id)
    if (!slot) throw noSuchNode({ id, graph: this.meta.name })
    return slot
  }

  /**
   * Replays patches on the version they were made on, or undoes them with an inverse.
   * @throws TSFX0018 when they add what is there, or change what is not.
   */
  apply(patches: readonly Patch[]): Graph {
    const there = new Map<NodeId, boolean>()
    for (const { op, path } of patches) {
      if (path[0] !== 'slots') continue
      const id = path[1] as NodeId
      if ((there.get(id) ?? this.has(id)) === (op === 'add'))
        throw foreignPatches({ graph: this.meta.name, op, id })
      there.set(id, op !== 'remove')
    }
    return new Graph(applyPatches(this.state, patches), this.store, this.lineage)
  }
}

/** Checked because a type of `void` takes an async function, whose edits after the first `await` would be lost. */
const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function'

function nodesInOrder({ slots, head, meta }: GraphState): FxNode[] {
  const nodes: FxNode[] = []
  for (let id = head; id !== null; ) {
    const slot = slots.get(id)
    if (!slot)
      throw brokenGraph({ graph: meta.name, problem: `the order leads to node ${id}, which is not there` })
    if (nodes.length === slots.size)
      throw brokenGraph({
        graph: meta.name,
        problem: `the order runs in a circle: ${printWord(slot.node.name)} comes again`,
      })
    nodes.push(slot.node)
    id = slot.next
  }
  return nodes
}

const isCall = ({ kind }: FxNode): boolean => kind === 'call_function' || kind === 'call_module'

function groupBy(
  nodes: readonly FxNode[],
  keyOf: (node: FxNode) => string | null,
): ReadonlyMap<string, readonly FxNode[]> {
  const groups = new Map<string, FxNode[]>()
  for (const node of nodes) {
    const key = keyOf(node)
    if (key === null) continue
    const group = groups.get(key)
    if (group) group.push(node)
    else groups.set(key, [node])
  }
  return groups
}

function deriveNames(nodes: readonly FxNode[]): ReadonlyMap<string, FxNode> {
  const byName = new Map<string, FxNode>()
  for (const node of nodes) byName.set(node.name, node)
  return byName
}

function derivePositions(graph: Graph): Int32Array {
  const positions = new Int32Array(graph.state.nextId).fill(-1)
  const { nodes } = graph
  for (let i = 0; i < nodes.length; i++) positions[nodes[i]!.id] = i
  return positions
}

function deriveUsers(nodes: readonly FxNode[]): IdTable<readonly NodeId[]> {
  const users = new IdTable<NodeId[]>()
  for (const node of nodes) {
    for (const used of inputsOf(node)) {
      const list = users.get(used)
      if (list) list.push(node.id)
      else users.set(used, [node.id])
    }
  }
  return users
}
