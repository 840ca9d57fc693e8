/**
 * @file Runs a graph node by node: the meaning of a graph, against which emitted code and passes are tested.
 */

import type { Tensor } from '@tensorflow/tfjs-core'
import {
  type Arg,
  type ArgRecord,
  type DimBindings,
  DimPolynomial,
  eachRef,
  evaluateDim,
  type FxNode,
  type Graph,
  isArgList,
  isArgRecord,
  type NodeId,
  Ref,
} from '@tsfx/ir'
import { type QuantizedOps, scalarOps } from '@tsfx/runtime'
import { bindDims } from './bindDims.ts'
import { checkGraphInputs } from './checkGraphInputs.ts'
import type { EvaluateEnvironment } from './defineOp.ts'
import { failedNode, noModuleToCall, unknownOp } from './diagnostics.generated.ts'
import { LiveTensors, mapTensors } from './liveTensors.ts'
import { paramValue } from './paramValue.ts'
import { opNamed } from './registry.ts'
import { boundTfjs, type Tfjs } from './tfjsBinding.ts'
import type { Value, ValueRecord } from './value.ts'

export interface InterpretHooks {
  /** Called with each node's value as soon as it is known; the value lives until its last use. */
  readonly onValue?: (node: FxNode, value: Value) => void
  /** Computes a node instead of its op, with a value that the run then owns; undefined leaves it to the op. */
  readonly evaluate?: (node: FxNode, args: Readonly<Record<string, Value | Arg>>) => Value | undefined
}

export interface InterpretOptions {
  /** Default: the bound TensorFlow.js. */
  readonly tf?: Tfjs
  readonly hooks?: InterpretHooks
  /** Runs a `call_module` node. */
  readonly callModule?: (path: string, args: Readonly<Record<string, Value | Arg>>) => Value
  /** Default: scalar kernels in the graph's rounding mode. */
  readonly q?: QuantizedOps
}

/**
 * Computes the graph's result from its inputs by placeholder target, e.g. `{ x: tensor }`. Each intermediate tensor is
 * disposed after its last use; the result is the caller's, as that of any op.
 * @throws TSFX0512 for an input that is missing, unknown, misshapen or of another dtype, TSFX0513 naming node and source when an op fails,
 * TSFX0514 for an opaque module without `callModule`, TSFX0515 for an op that is not registered.
 */
export function interpret(
  graph: Graph,
  inputs: Readonly<Record<string, Tensor>>,
  options: InterpretOptions = {},
): Value {
  checkGraphInputs(graph, inputs)
  const tf = options.tf ?? boundTfjs()
  const environment: EvaluateEnvironment = { tf, q: options.q ?? scalarOps(graph.meta.rounding ?? 'float32') }
  const run: Run = { inputs, values: new Map(), bindings: bindDims(graph, inputs), environment, options }
  // tidy frees what an op made inside itself and what a failed run leaves behind.
  return tf.tidy(() => runNodes(graph, run) as Tensor)
}

function runNodes(graph: Graph, run: Run): Value {
  const live = new LiveTensors()
  const dying = lastUses(graph)
  let result: Value = []
  for (const node of graph.nodes) {
    const value = evaluateNode(graph, node, run)
    if (isForeign(graph, node)) live.lend(value)
    live.hold(value)
    run.values.set(node.id, value)
    run.options.hooks?.onValue?.(node, value)
    // The result may be an input or a variable itself, and these are not given away.
    if (node.kind === 'output') result = mapTensors(value, (tensor) => run.environment.tf.clone(tensor))
    for (const dead of dying.get(node.id) ?? []) {
      live.release(run.values.get(dead) as Value)
      run.values.delete(dead)
    }
  }
  return result
}

/** Inputs belong to the user, variables to the model. */
function isForeign(graph: Graph, node: FxNode): boolean {
  if (node.kind !== 'get_attr') return node.kind === 'placeholder'
  const handle = graph.params.get(node.target)
  return handle?.kind === 'variable'
}

interface Run {
  readonly inputs: Readonly<Record<string, Tensor>>
  readonly values: Map<NodeId, Value>
  readonly bindings: DimBindings
  readonly environment: EvaluateEnvironment
  readonly options: InterpretOptions
}

function evaluateNode(graph: Graph, node: FxNode, run: Run): Value {
  switch (node.kind) {
    case 'placeholder':
      return run.inputs[node.target] as Tensor
    case 'get_attr':
      return paramValue(run.environment.tf, graph, node.target)
    case 'output':
      return resolve(node.args.value ?? null, run) as Value
    case 'call_module':
    case 'call_function':
      return call(node, resolve(node.args, run) as Readonly<Record<string, Value | Arg>>, run)
  }
}

type CallArgs = Readonly<Record<string, Value | Arg>>

function call(node: FxNode, args: CallArgs, { environment, options }: Run): Value {
  const replaced = attempt(node, () => options.hooks?.evaluate?.(node, args))
  if (replaced !== undefined) return replaced
  if (node.kind === 'call_module') {
    const { callModule } = options
    if (!callModule) throw noModuleToCall({ path: node.target }, { node: node.name, loc: node.loc })
    return attempt(node, () => callModule(node.target, args))
  }
  const op = opNamed(node.target)
  if (!op) throw unknownOp({ op: node.target }, { node: node.name, loc: node.loc })
  return attempt(node, () => op.evaluate(environment, args))
}

/** Runs a part of `node`. @throws TSFX0513 naming the node when it throws. */
function attempt<T>(node: FxNode, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw failedNode(
      { node: node.name, op: node.target, cause: error instanceof Error ? error.message : String(error) },
      { node: node.name, loc: node.loc },
    )
  }
}

/** Refs become values, dims become numbers. */
function resolve(arg: Arg, run: Run): Value | Arg {
  if (arg instanceof Ref) return item(run.values.get(arg.node) as Value, arg.index)
  if (arg instanceof DimPolynomial) return evaluateDim(arg, run.bindings) as number
  if (isArgList(arg)) return arg.map((entry) => resolve(entry, run)) as readonly Value[]
  if (isArgRecord(arg))
    return Object.fromEntries(
      Object.entries(arg).map(([key, entry]) => [key, resolve(entry, run)]),
    ) as ArgRecord
  return arg
}

const item = (value: Value, index: number | string | null): Value =>
  index === null ? value : ((value as ValueRecord)[index] as Value)

/** For each node, the values that die with it: those it is the last to use, and its own when nothing uses it. */
function lastUses(graph: Graph): ReadonlyMap<NodeId, readonly NodeId[]> {
  const last = new Map<NodeId, NodeId>()
  for (const node of graph.nodes) {
    last.set(node.id, node.id)
    eachRef(node.args, (ref) => last.set(ref.node, node.id))
  }
  const dying = new Map<NodeId, NodeId[]>()
  for (const [value, user] of last) {
    const values = dying.get(user)
    if (values) values.push(value)
    else dying.set(user, [value])
  }
  return dying
}
