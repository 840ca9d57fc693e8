/** @file Runs a graph that was cut into parts. */
import {
  type Args,
  type DimBindings,
  DimPolynomial,
  evaluateDim,
  type FxNode,
  type Graph,
  mapArg,
} from '@tsfx/ir'
import { bindDims, type CallArgs, Interpreter, type InterpretOptions, type Value } from '@tsfx/ops'
import type { GraphSplit } from './splitGraph.ts'

/** Computes the parent's result; each part is interpreted where the parent calls it. Options hold for the parts too. */
export const interpretSplit = (
  split: GraphSplit,
  inputs: Readonly<Record<string, Value>>,
  options: InterpretOptions = {},
): Value => new SplitInterpreter(split, bindDims(split.graph, inputs), options).run(inputs)

class SplitInterpreter extends Interpreter {
  readonly #parts: ReadonlyMap<string, Graph>
  readonly #bindings: DimBindings
  readonly #options: InterpretOptions

  constructor({ graph, parts }: GraphSplit, bindings: DimBindings, options: InterpretOptions) {
    super(graph, options)
    this.#parts = parts
    this.#bindings = bindings
    this.#options = options
  }

  protected override callModule(node: FxNode, args: CallArgs): Value {
    const part = this.#parts.get(node.target)
    if (!part) return super.callModule(node, args)
    return new PartInterpreter(part, this.#bindings, this.#options).run(
      args as Readonly<Record<string, Value>>,
    )
  }
}

/** Knows the named dims of the whole graph: from inputs of shape `[5*B]` alone a part could not tell B. */
class PartInterpreter extends Interpreter {
  readonly #bindings: DimBindings

  constructor(part: Graph, bindings: DimBindings, options: InterpretOptions) {
    super(part, options)
    this.#bindings = bindings
  }

  protected override fetchArgs(node: FxNode): CallArgs {
    const args = mapArg(node.args, (leaf) =>
      leaf instanceof DimPolynomial ? (evaluateDim(leaf, this.#bindings) ?? leaf) : leaf,
    ) as Args
    return super.fetchArgs(args === node.args ? node : node.with({ args }))
  }
}
