/** @file The identifiers of an emitted `forward`: parameters, named dims, one `const` for each node or each item that is used of it. */
import {
  type Arg,
  type Dim,
  type DimPolynomial,
  dimNames,
  type FxNode,
  type Graph,
  isArgList,
  isArgRecord,
  legalIdentifier,
  type NodeId,
  DimPolynomial as Polynomial,
} from '@tsfx/ir'
import { type Binding, bindingOf } from './binding.ts'
import { claimNames } from './claimNames.ts'
import { type ParameterTree, parameterTrees } from './parameterTree.ts'
import { nameChain, nameLoops } from './regions/nameChain.ts'
import type { Loop, Step } from './regions/plan.ts'
import { compoundName } from './resultName.ts'

/** A parameter of forward: one input, a list or record of inputs, or a value that the trace fixed. */
export interface Parameter {
  readonly identifier: string
  readonly tree: ParameterTree
}

/** Where an input or a dim is found: keys from a parameter. */
export interface InputPlace {
  readonly parameter: string
  readonly keys: readonly string[]
}

export interface DimSource {
  readonly identifier: string
  readonly input: NodeId
  readonly axis: number
}

export interface Names {
  readonly parameters: readonly Parameter[]
  readonly inputs: ReadonlyMap<NodeId, InputPlace>
  readonly dims: ReadonlyMap<string, DimSource>
  readonly nodes: ReadonlyMap<NodeId, Binding>
  /** What the layer record is called in each loop. */
  readonly loops: ReadonlyMap<Loop, string>
  /** All identifiers taken. */
  readonly taken: ReadonlySet<string>
}

/** Names that statements rely on. */
export const STATEMENT_NAMES = ['tf', 'q', 'checkInputs', 'NaN', 'Infinity', 'undefined']

export interface ForwardContext {
  readonly graph: Graph
  readonly reserved: Iterable<string>
  /** Names of the fields. */
  readonly members: Iterable<string>
  /** Whether parameters keep the user's lists and records; else each input is a parameter. */
  readonly nested: boolean
}

export function nameForward(
  steps: readonly Step[],
  { graph, reserved, members, nested }: ForwardContext,
): Names {
  const taken = new Set([...STATEMENT_NAMES, ...reserved])
  const claim = claimNames(taken)
  const { parameters, inputs } = nameInputs(graph, claim, nested)
  const dims = nameDims(graph, claim)
  const nodes = new Map<NodeId, Binding>()
  const nameWhole = (id: NodeId, wanted: string) => nodes.set(id, { kind: 'whole', name: claim(wanted) })
  // What a chain passes on is the variable that a reader follows.
  for (const step of steps) if (step.kind === 'chain') nameChain(nodes, step, claim(step.variable))
  for (const step of steps) {
    if (step.kind === 'statement') nodes.set(step.node.id, bindingOf(graph, renamed(step.node, taken), claim))
    else if (step.kind === 'call')
      for (const id of step.region.outputs) nameWhole(id, renamed(graph.node(id), taken).name)
  }
  // Fields are read under their own names, where nothing else has them.
  const loops = nameLoops(steps, claimNames(new Set([...taken, ...members])))
  for (const name of loops.values()) taken.add(name)
  return { parameters, inputs, dims, nodes, loops, taken }
}

/** A node with its module in its name, where the name alone is taken: `stemFeatures`. */
function renamed(node: FxNode, taken: ReadonlySet<string>): FxNode {
  const module = node.scope.split('.').findLast((segment) => segment !== '' && !/^\d+$/.test(segment))
  const isTaken = taken.has(node.name) && module !== undefined
  return isTaken ? node.with({ name: compoundName(legalIdentifier(module), node.name) }) : node
}

function nameInputs(
  graph: Graph,
  claim: (wanted: string) => string,
  nested: boolean,
): Pick<Names, 'parameters' | 'inputs'> {
  const byTarget = new Map(graph.placeholders.map((node) => [node.target, node]))
  const parameters: Parameter[] = []
  const inputs = new Map<NodeId, InputPlace>()
  const place = (tree: ParameterTree, parameter: string, keys: readonly string[]): void => {
    if (tree.kind === 'list' || tree.kind === 'record') {
      const items = tree.kind === 'list' ? tree.items.entries() : tree.fields
      for (const [key, item] of items) place(item, parameter, [...keys, String(key)])
    } else if (tree.kind === 'input') {
      const node = byTarget.get(tree.target)
      if (node) inputs.set(node.id, { parameter, keys })
    }
  }
  const add = (wanted: string, tree: ParameterTree): void => {
    const identifier = claim(wanted)
    parameters.push({ identifier, tree })
    place(tree, identifier, [])
  }
  if (nested) for (const [key, tree] of parameterTrees(graph)) add(key, tree)
  for (const node of graph.placeholders)
    if (!inputs.has(node.id)) add(node.name, { kind: 'input', target: node.target })
  return { parameters, inputs }
}

/** Names the dims that statements use; each is read from the first input axis that is exactly that dim. */
function nameDims(graph: Graph, claim: (wanted: string) => string): ReadonlyMap<string, DimSource> {
  const used = new Set(graph.nodes.flatMap((node) => dimsIn(node.args).flatMap(dimNames)))
  const dims = new Map<string, DimSource>()
  for (const node of graph.placeholders) {
    shapeOf(node).forEach((dim, axis) => {
      const name = soleName(dim)
      if (name !== null && used.has(name) && !dims.has(name))
        dims.set(name, { identifier: claim(name), input: node.id, axis })
    })
  }
  return dims
}

const shapeOf = (node: FxNode): readonly Dim[] => (node.type?.kind === 'tensor' ? node.type.shape : [])

const soleName = (dim: Dim): string | null => {
  if (typeof dim === 'number' || dim.terms.length !== 1) return null
  const [term] = dim.terms
  return term?.coefficient === 1 && term.names.length === 1 ? (term.names[0] ?? null) : null
}

function dimsIn(arg: Arg): readonly DimPolynomial[] {
  if (arg instanceof Polynomial) return [arg]
  if (isArgList(arg)) return arg.flatMap(dimsIn)
  return isArgRecord(arg) ? Object.values(arg).flatMap(dimsIn) : []
}
