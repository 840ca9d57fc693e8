/** @file Decompositions as graphs: the function traced at the types of a node's inputs, once for all nodes that are alike. */
import {
  type Arg,
  DimPolynomial,
  type Edit,
  evaluateDim,
  type FxNode,
  type Graph,
  isArgList,
  itemType,
  mapArg,
  printArg,
  printType,
  Ref,
  type TensorType,
} from '@tsfx/ir'
import { type InputDType, type InputSpec, trace } from '@tsfx/tracer'
import { unknownSize } from '../diagnostics.generated.ts'
import { argKey } from './argKey.ts'
import type { Decomposition } from './decomposition.ts'
import { knownOp } from './opCall.ts'

export class DecompositionTraces {
  readonly #graphs = new Map<string, Graph>()

  /** What `decomposition` computes for inputs of the types that `node` has. @throws TSFX2039, and as `trace` does */
  at(edit: Edit, node: FxNode, decomposition: Decomposition): Graph {
    const op = knownOp(node.target, node)
    const typeOf = (ref: Ref): TensorType => {
      const { type } = edit.node(ref.node)
      return itemType(type as TensorType, ref.index) as TensorType
    }
    const names = Object.keys(op.inputs)
    const types = mapArg(
      names.map((name) => node.args[name] ?? null),
      (leaf) => (leaf instanceof Ref ? printType(typeOf(leaf)) : leaf),
    )
    const key = `${op.name} ${argKey(types)} ${argKey(attributes(node, names))}`
    const known = this.#graphs.get(key)
    if (known) return known
    const specs = Object.fromEntries(names.map((name) => [name, specOf(node.args[name] ?? null, typeOf)]))
    const forward = (inputs: Readonly<Record<string, unknown>>): unknown =>
      decomposition({ ...atSizes(node, names, inputs, typeOf), ...inputs } as never)
    const graph = trace(forward, { inputs: specs }, { verify: false, name: `${op.name}Decomposition` })
    this.#graphs.set(key, graph)
    return graph
  }
}

/** What the placeholders of a decomposition stand for, by target. */
export function decompositionInputs(node: FxNode): Readonly<Record<string, Arg>> {
  const inputs: Record<string, Arg> = {}
  for (const name of Object.keys(knownOp(node.target, node).inputs)) {
    const arg = node.args[name] ?? null
    if (arg instanceof Ref) inputs[`inputs.${name}`] = arg
    if (arg === null || !isArgList(arg)) continue
    for (const [i, item] of arg.entries()) inputs[`inputs.${name}.${i}`] = item
  }
  return inputs
}

function specOf(arg: Arg, typeOf: (ref: Ref) => TensorType): InputSpec {
  if (arg instanceof Ref) {
    const { shape, dtype } = typeOf(arg)
    return { shape, dtype: dtype as InputDType }
  }
  return isArgList(arg) ? arg.map((item) => specOf(item, typeOf)) : null
}

const attributes = (node: FxNode, inputs: readonly string[]): Readonly<Record<string, Arg>> =>
  Object.fromEntries(Object.entries(node.args).filter(([name]) => !inputs.includes(name)))

/** The attributes, with the sizes that named dims have in this run of the function. */
function atSizes(
  node: FxNode,
  names: readonly string[],
  inputs: Readonly<Record<string, unknown>>,
  typeOf: (ref: Ref) => TensorType,
): Readonly<Record<string, Arg>> {
  const sizes: Record<string, number> = {}
  for (const name of names) {
    const [refs, values] = [[node.args[name] ?? null].flat(), [inputs[name]].flat()]
    refs.forEach((ref, i) => {
      if (!(ref instanceof Ref)) return
      const { shape } = values[i] as { readonly shape: readonly number[] }
      typeOf(ref).shape.forEach((dim, axis) => {
        const only = dim instanceof DimPolynomial && dim.terms.length === 1 ? dim.terms[0] : undefined
        if (only?.names.length === 1) sizes[only.names[0]!] = shape[axis]! / only.coefficient
      })
    })
  }
  const sizeOf = (leaf: Arg, argument: string): Arg => {
    if (!(leaf instanceof DimPolynomial)) return leaf
    const size = evaluateDim(leaf, sizes)
    if (size !== null) return size
    const slots = { op: node.target, argument, value: printArg(leaf, String), node: node.name }
    throw unknownSize(slots, { node: node.name, loc: node.loc })
  }
  const entries = Object.entries(attributes(node, names))
  return Object.fromEntries(
    entries.map(([argument, arg]) => [argument, mapArg(arg, (leaf) => sizeOf(leaf, argument))]),
  )
}
