/**
 * @file `Interpreter`: runs a graph node by node, as torch.fx's class of this name. A subclass gives nodes another meaning, or
 * watches them, by overriding a method. For each node of a run, in graph order:
 *
 *     runNode(node)
 *       placeholder(node) | getAttr(node)                                      no arguments
 *       fetchArgs(node), then callFunction | callModule | output (node, args)  arguments as values
 *     options.onValue(node, value)
 *     the values that no later node of the run uses are disposed
 *
 * A value that a method returns belongs to the run if its tensors were made in the run, and is left alone if they are older.
 */
import { type FxNode, type Graph, isDiagnosticError, type NodeId } from '@tsfx/ir'
import { type QuantizedOps, scalarOps } from '@tsfx/runtime'
import { bindDims } from './bindDims.ts'
import { checkGraphInputs } from './checkGraphInputs.ts'
import type { EvaluateEnvironment } from './defineOp.ts'
import { failedNode, noModuleToCall, noNodeValue, unknownOp } from './diagnostics.generated.ts'
import { eachTensor, mapTensors } from './eachTensor.ts'
import { LiveTensors } from './liveTensors.ts'
import { paramValue } from './paramValue.ts'
import { type EvaluationPlan, planEvaluation } from './planEvaluation.ts'
import { opNamed } from './registry.ts'
import { type CallArgs, type ResolveScope, resolveArgs } from './resolveArgs.ts'
import { boundTfjs, type Tfjs } from './tfjsBinding.ts'
import type { Value } from './value.ts'

/** What computes, and who watches. */
export interface InterpretOptions {
  /** Default: the bound TensorFlow.js. */
  readonly tf?: Tfjs
  /** Default: scalar kernels in the graph's rounding mode. */
  readonly q?: QuantizedOps
  /** Runs a `call_module` node. */
  readonly callModule?: (path: string, args: CallArgs) => Value
  /** Called with each computed value as soon as it is there; the value lives until its last use. */
  readonly onValue?: (node: FxNode, value: Value) => void
}

export interface RunOptions {
  /**
   * Values that are there already, by node. Their nodes are not computed, nor is what only these use, and inputs that only these
   * need may be left out. They stay the caller's.
   */
  readonly known?: ReadonlyMap<NodeId, Value>
}

/** A run of a part of the graph. */
export interface RunUntilOptions extends RunOptions {
  /** The nodes to compute, with what they need and nothing else. */
  readonly until: readonly NodeId[]
}

interface RunState extends ResolveScope {
  readonly inputs: Readonly<Record<string, Value>>
  readonly values: Map<NodeId, Value>
}

/** Runs a graph node by node; subclass it to give nodes another meaning, or to watch them. */
export class Interpreter {
  /** What is run. */
  readonly graph: Graph
  /** The TensorFlow.js and the integer kernels that ops compute with. */
  protected readonly environment: EvaluateEnvironment
  readonly #options: InterpretOptions
  #state: RunState | null = null

  /** Runs nothing yet. @throws TSFX0502 when TensorFlow.js is neither given nor bound */
  constructor(graph: Graph, options: InterpretOptions = {}) {
    this.graph = graph
    this.environment = {
      tf: options.tf ?? boundTfjs(),
      q: options.q ?? scalarOps(graph.meta.rounding ?? 'float32'),
    }
    this.#options = options
  }

  /** Computes the values of the nodes `until`, in the order given, which are the caller's to dispose. @throws as a whole run does */
  run(inputs: Readonly<Record<string, Value>>, options: RunUntilOptions): ReadonlyMap<NodeId, Value>
  /**
   * Computes the graph's result from its inputs by placeholder target. Results are the caller's to dispose, also where they equal an
   * input; nothing else outlives the run.
   * @throws TSFX0512 for an input that is missing, unknown, misshapen or of another dtype, TSFX0520 for a known value that does not
   * fit, TSFX0001 for a node of another graph; naming node and source: TSFX0513 when it fails, TSFX0514 for an opaque module without
   * `callModule`, TSFX0515 for an op that is not registered, TSFX0516 for an override without a value, and what `fetchArgs` throws.
   */
  run(inputs: Readonly<Record<string, Value>>, options?: RunOptions): Value
  run(
    inputs: Readonly<Record<string, Value>>,
    { known = new Map(), until }: Partial<RunUntilOptions> = {},
  ): Value | ReadonlyMap<NodeId, Value> {
    const plan = planEvaluation(this.graph, known, until ?? null)
    checkGraphInputs(this.graph, inputs, plan.nodes)
    const bindings = bindDims(this.graph, inputs, known)
    const results = this.#compute(plan, { graph: this.graph, inputs, values: new Map(known), bindings })
    if (until) return new Map(until.map((id, i) => [id, results[i] as Value]))
    return results[0] ?? []
  }

  /** The values that are there at this point of a run, by node; empty between runs. */
  protected get env(): ReadonlyMap<NodeId, Value> {
    return this.#state?.values ?? new Map()
  }

  /** Computes one node through the method of its kind. */
  protected runNode(node: FxNode): Value {
    switch (node.kind) {
      case 'placeholder':
        return this.placeholder(node)
      case 'get_attr':
        return this.getAttr(node)
      case 'call_function':
        return this.callFunction(node, this.fetchArgs(node))
      case 'call_module':
        return this.callModule(node, this.fetchArgs(node))
      case 'output':
        return this.output(node, this.fetchArgs(node))
    }
  }

  /** The input called `node.target`. */
  protected placeholder(node: FxNode): Value {
    return this.#state?.inputs[node.target] as Value
  }

  /** The parameter at path `node.target`. */
  protected getAttr(node: FxNode): Value {
    return paramValue(this.environment.tf, this.graph, node.target)
  }

  /** The result of the op `node.target`; pass `node.with({ target })` to `super` to run another op in its place. */
  protected callFunction(node: FxNode, args: CallArgs): Value {
    const op = opNamed(node.target)
    if (!op) throw unknownOp({ op: node.target }, placeOf(node))
    return op.evaluate(this.environment, args)
  }

  /** The result of the opaque module at path `node.target`, from `options.callModule`. */
  protected callModule(node: FxNode, args: CallArgs): Value {
    const { callModule } = this.#options
    if (!callModule) throw noModuleToCall({ path: node.target }, placeOf(node))
    return callModule(node.target, args)
  }

  /** The result of the graph, in the form that forward returned. */
  protected output(_node: FxNode, args: CallArgs): Value {
    return (args.value ?? null) as Value
  }

  /**
   * The arguments of `node`: refs as values, dims as numbers.
   * @throws TSFX0517 for a dim that is not known, TSFX0518 for an item that a value does not have, TSFX0519 for a value that is
   * not there, because it is not computed yet or disposed already.
   */
  protected fetchArgs(node: FxNode): CallArgs {
    return resolveArgs(node, this.#state ?? { graph: this.graph, values: new Map(), bindings: {} })
  }

  #compute(plan: EvaluationPlan, state: RunState): readonly Value[] {
    const { tf } = this.environment
    // An override may run its own interpreter again.
    const outer = this.#state
    this.#state = state
    let results: readonly Value[] = []
    try {
      // tidy frees what an op made inside itself and what a failed run leaves behind.
      tf.tidy(() => {
        this.#computeNodes(plan, state)
        // A result may be an input, a variable or another result, so each gets tensors of its own.
        results = plan.wanted.map((id) =>
          mapTensors(state.values.get(id) as Value, (tensor) => tf.clone(tensor)),
        )
        return tensorsIn(results)
      })
    } finally {
      this.#state = outer
    }
    return results
  }

  #computeNodes({ nodes, dying }: EvaluationPlan, { values }: RunState): void {
    const live = new LiveTensors(this.environment.tf)
    for (const node of nodes) {
      const value = this.#computeNode(node)
      live.hold(value)
      values.set(node.id, value)
      this.#options.onValue?.(node, value)
      for (const dead of dying.get(node.id) ?? []) {
        live.release(values.get(dead) as Value)
        values.delete(dead)
      }
    }
  }

  #computeNode(node: FxNode): Value {
    let value: Value | undefined
    try {
      value = this.runNode(node)
    } catch (error) {
      throw namesNode(error, node) ? error : failureOf(node, error)
    }
    if (value !== undefined && !isPromise(value)) return value
    const returned = value === undefined ? 'nothing' : 'a Promise'
    const slots = { interpreter: this.constructor.name, node: node.name, target: node.target, returned }
    throw noNodeValue(slots, placeOf(node))
  }
}

const placeOf = (node: FxNode) => ({ node: node.name, loc: node.loc })

const namesNode = (error: unknown, node: FxNode): boolean =>
  isDiagnosticError(error) && error.place?.node === node.name

function failureOf(node: FxNode, error: unknown): Error {
  const cause = error instanceof Error ? error.message : String(error)
  const failure = failedNode({ node: node.name, op: node.target, cause }, placeOf(node))
  failure.cause = error
  return failure
}

const isPromise = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

/** A flat list, because `tidy` searches all that it is given, and typed arrays number by number. */
function tensorsIn(values: readonly Value[]) {
  const tensors: Parameters<Parameters<typeof eachTensor>[1]>[0][] = []
  for (const value of values) eachTensor(value, (tensor) => tensors.push(tensor))
  return tensors
}
