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
import type { EvaluateEnvironment } from './defineOp.ts'
import { badGraphInput, failedNode, noModuleToCall } from './diagnostics.generated.ts'
import { paramValue } from './paramValue.ts'
import { opNamed } from './registry.ts'
import { boundTfjs, type Tfjs } from './tfjsBinding.ts'
import { isTensor, type Value, type ValueRecord } from './value.ts'

export interface InterpretHooks {
  /** Called with each node's value as soon as it is known; the value lives until its last use. */
  readonly onValue?: (node: FxNode, value: Value) => void
  /** Computes a node instead of its op; undefined leaves it to the op. */
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
 * Computes the graph's result from its inputs by placeholder target, e.g. `{ x: tensor }`. Intermediate tensors are
 * disposed; the caller owns the result.
 * @throws TSFX0512 for a missing or misshapen input, TSFX0513 naming node and source when an op fails.
 */
export function interpret(
  graph: Graph,
  inputs: Readonly<Record<string, Tensor>>,
  options: InterpretOptions = {},
): Value {
  const tf = options.tf ?? boundTfjs()
  const environment: EvaluateEnvironment = { tf, q: options.q ?? scalarOps(graph.meta.rounding ?? 'float32') }
  const bindings = bindDims(graph, inputs)
  const lastUse = lastUses(graph)
  const values = new Map<NodeId, Value>()
  let result: Value | null = null
  // tidy frees what an op made inside itself and what a failed run leaves behind.
  tf.tidy(() => {
    for (const node of graph.nodes) {
      const value = evaluateNode(graph, node, { inputs, values, bindings, environment, options })
      values.set(node.id, value)
      options.hooks?.onValue?.(node, value)
      if (node.kind === 'output') result = keepTensors(tf, value)
      for (const dead of lastUse.get(node.id) ?? []) values.delete(dead)
    }
  })
  return result as unknown as Value
}

interface Run {
  readonly inputs: Readonly<Record<string, Tensor>>
  readonly values: ReadonlyMap<NodeId, Value>
  readonly bindings: DimBindings
  readonly environment: EvaluateEnvironment
  readonly options: InterpretOptions
}

function evaluateNode(graph: Graph, node: FxNode, run: Run): Value {
  switch (node.kind) {
    case 'placeholder': {
      const input = run.inputs[node.target]
      if (!input) throw badGraphInput({ name: node.target, problem: 'is missing' }, { node: node.name })
      return input
    }
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
  return attempt(node, () => {
    const op = opNamed(node.target)
    if (!op) throw new Error(`'${node.target}' is no registered op`)
    return op.evaluate(environment, args)
  })
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

/** For each node, the values whose last use it is. */
function lastUses(graph: Graph): ReadonlyMap<NodeId, readonly NodeId[]> {
  const last = new Map<NodeId, NodeId>()
  for (const node of graph.nodes) eachRef(node.args, (ref) => last.set(ref.node, node.id))
  const dying = new Map<NodeId, NodeId[]>()
  for (const [value, user] of last) dying.set(user, [...(dying.get(user) ?? []), value])
  return dying
}

/** Saves the tensors of a result from the surrounding tidy. */
function keepTensors(tf: Tfjs, value: Value): Value {
  if (isTensor(value)) return tf.keep(tf.clone(value))
  if (Array.isArray(value)) return value.map((entry: Value) => keepTensors(tf, entry))
  const isRecord =
    typeof value === 'object' &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !('kind' in value) &&
    !('axes' in value)
  return isRecord
    ? Object.fromEntries(
        Object.entries(value as ValueRecord).map(([key, entry]) => [key, keepTensors(tf, entry)]),
      )
    : value
}
