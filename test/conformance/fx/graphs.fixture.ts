/** @file Draws and traces small typed graphs for the conformance tests, through the public face alone. */
import * as tf from '@tensorflow/tfjs-core'
import {
  type Arg,
  bytesParam,
  type Dim,
  type Edit,
  type FxNode,
  Graph,
  type GraphMeta,
  type InputSpecs,
  inferType,
  interpret,
  isDiagnosticError,
  itemType,
  type NodeFields,
  type NodeId,
  namedDim,
  opNamed,
  printGraph,
  Ref,
  Slot,
  type TraceOptions,
  tensorType,
  trace,
  typeOfParam,
  typeOfTree,
} from 'tsfx'

export const batch = namedDim('batch')

/** What draws a graph: each method appends one node and gives a use of its value. */
export class GraphSketch {
  readonly edit: Edit

  constructor(edit: Edit) {
    this.edit = edit
  }

  input(target: string, shape: readonly Dim[] = [2]): Ref {
    return this.#use({ kind: 'placeholder', target, type: tensorType('float32', shape) })
  }

  /** A parameter and the node that reads it. */
  param(path: string, data: readonly number[], shape: readonly number[] = [data.length]): Ref {
    const value = bytesParam(Float32Array.from(data), 'float32', shape)
    this.edit.setParam(path, value)
    return this.#use({ kind: 'get_attr', target: path, type: typeOfParam(value.handle) })
  }

  /** A typed call of a registered op. */
  op(target: string, raw: Readonly<Record<string, unknown>>, fields: Partial<NodeFields> = {}): Ref {
    const op = opNamed(target)!
    const made = this.edit.append({ kind: 'call_function', target, ...fields, args: op.normalize(raw) })
    const nodes = { get: (id: NodeId) => this.edit.node(id) } as ReadonlyMap<NodeId, FxNode>
    this.edit.update(made.id, { type: inferType(made, op, nodes) })
    return new Ref(made.id)
  }

  /** An opaque submodule with the type of its first input. */
  module(path: string, input: Ref, fields: Partial<NodeFields> = {}): Ref {
    const { type } = this.edit.node(input.node)
    return this.#use({ kind: 'call_module', target: path, args: { input0: input }, type, ...fields })
  }

  #use(node: Parameters<Edit['append']>[0]): Ref {
    return new Ref(this.edit.append(node).id)
  }
}

/** The graph that returns what `draw` returns. */
export const sketch = (draw: (g: GraphSketch) => Arg, meta: Partial<GraphMeta> = {}): Graph =>
  Graph.empty({ name: 'Net', ...meta }).edit((edit) => {
    const value = draw(new GraphSketch(edit))
    const type = typeOfTree(value, (ref) => {
      const used = edit.node(ref.node).type
      return used && itemType(used, ref.index)
    })
    edit.append({ kind: 'output', target: 'output', args: { value }, type })
  }).graph

/** `y = relu(x); z = add(y, x); return z`. */
export const reluAdd = (): Graph =>
  sketch((g) => {
    const x = g.input('x')
    const y = g.op('relu', { x }, { name: 'y' })
    return g.op('add', { a: y, b: x }, { name: 'z' })
  })

/** `x` through `length` relus, called `r`, `r_1`, ... */
export const chain = (length: number): Graph =>
  sketch((g) => {
    let x = g.input('x')
    for (let i = 0; i < length; i++) x = g.op('relu', { x }, { name: 'r' })
    return x
  })

export const names = (graph: Graph): readonly string[] => graph.nodes.map((node) => node.name)

/** The node called `name`, which must be there. */
export function named(graph: Graph, name: string): FxNode {
  const node = graph.find(name)
  if (!node) throw new TypeError(`the test graph has no node ${name}`)
  return node
}

export const idOf = (graph: Graph, name: string): NodeId => named(graph, name).id

/** Names of the nodes that use `name`. */
export const usersOf = (graph: Graph, name: string): readonly string[] =>
  graph.users(idOf(graph, name)).map((id) => graph.node(id).name)

/** `code: summary` of the coded error that `run` throws. */
export function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (isDiagnosticError(error)) return `${error.code}: ${error.summary}`
    throw error
  }
  return 'nothing was thrown'
}

/** What the graph computes for one vector. */
export const compute = (graph: Graph, x: readonly number[], name = 'x'): unknown =>
  (interpret(graph, { [name]: tf.tensor1d([...x]) }, { tf }) as tf.Tensor).arraySync()

/** A trace without sources at hand, of a model of one vector unless said otherwise. */
export const traced = (model: unknown, inputs: InputSpecs = { x: [2] }, options: TraceOptions = {}): Graph =>
  trace(model, inputs, { lookup: null, ...options })

export const opsOf = (graph: Graph): readonly string[] =>
  graph.nodes.filter((node) => node.kind === 'call_function').map((node) => node.target)

/** The printed lines below the signature. */
export const bodyOf = (graph: Graph): readonly string[] =>
  printGraph(graph, { places: false }).split('\n').slice(1)

/** A version in which `node` stands in the place of that id: what no edit would let through. */
export function withNode(graph: Graph, node: FxNode): Graph {
  const { prev, next } = graph.state.slots.get(node.id)!
  const slots = new Map(graph.state.slots).set(node.id, new Slot(node, prev, next))
  return new Graph({ ...graph.state, slots }, graph.store)
}

/** `sigmoid(tanh(relu(x)))` with the names `a`, `b`, `c`, of lines 10, 11 and 12. */
export const three = (): Graph =>
  sketch((g) =>
    ['relu', 'tanh', 'sigmoid'].reduce(
      (x, op, i) => g.op(op, { x }, { name: 'abc'[i]!, loc: { file: '/net.ts', line: 10 + i, column: 1 } }),
      g.input('x'),
    ),
  )
