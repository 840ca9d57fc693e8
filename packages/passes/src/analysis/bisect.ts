/**
 * @file Finds the first node where two versions of a graph compute different numbers (torch.fx: net_min_base), and takes it out
 * as a case of its own.
 */
import { type FxNode, type Graph, type NodeId, type SourceLocation, sourcePlaces } from '@tsfx/ir'
import {
  type CallArgs,
  eachTensor,
  Interpreter,
  type InterpretOptions,
  isQuantizedTensor,
  isTensor,
  type Value,
} from '@tsfx/ops'
import { resultDifference } from '../manager/numericCheck.ts'
import { matchNodes, type NodeMatch } from './matchNodes.ts'
import { realNumbers, type Snapshot, snapshot } from './snapshot.ts'

export interface BisectOptions extends Pick<InterpretOptions, 'tf' | 'q' | 'callModule'> {
  /** Largest difference, relative to the largest magnitude of the value; default 0, equal numbers. */
  readonly tolerance?: number
  /** Which nodes stand for the same value. Default: 'source'. */
  readonly match?: NodeMatch
  /**
   * - `accumulated`: the second graph runs as it is, so a node may differ because one before it does. The default.
   * - `isolated`: each node gets the values of the first graph, so that it differs only by its own doing.
   */
  readonly mode?: 'accumulated' | 'isolated'
}

/** A node whose values differ, with all that is needed to compute it alone. */
export interface Divergence {
  /** The node in the first graph. */
  readonly before: FxNode
  /** The node in the second graph. */
  readonly after: FxNode
  /** Places in the user's source that the node goes back to. */
  readonly places: readonly SourceLocation[]
  /** Largest absolute difference of two numbers; infinite when there is nothing to compare or one of them is no number. */
  readonly maxDifference: number
  /** What differs, in words. */
  readonly problem: string
  /** The arguments of `after`, by name: what it read, and its attributes. */
  readonly inputs: Readonly<Record<string, Snapshot>>
  /** What `before` computes. */
  readonly expected: Snapshot
  /** What `after` computes from `inputs`. */
  readonly actual: Snapshot
}

/**
 * Runs both graphs on `inputs` and returns the first node of `after`, in execution order, whose value is not that of its
 * counterpart in `before`; null when all agree. Quantized values are compared as the reals they stand for. Holds the values of
 * `before` as data until the end.
 * @throws TSFX2045 for a mapping that does not fit, and what interpreting throws.
 */
export function bisect(
  before: Graph,
  after: Graph,
  inputs: Readonly<Record<string, Value>>,
  options: BisectOptions = {},
): Divergence | null {
  const pairs = matchNodes(before, after, options.match ?? 'source')
  const wanted = new Set([...pairs.values()].map(({ id }) => id))
  const expected = new Map<NodeId, Snapshot>()
  const onValue = (node: FxNode, value: Value): void => {
    if (wanted.has(node.id)) expected.set(node.id, snapshot(value))
  }
  dispose(new Interpreter(before, { ...options, onValue }).run(inputs))
  const comparing = new ComparingInterpreter(after, pairs, expected, options)
  try {
    dispose(comparing.run(inputs))
  } catch (error) {
    // A difference may be what makes a later node fail.
    if (!comparing.found) throw error
  }
  return comparing.found
}

const dispose = (value: Value): void => eachTensor(value, (tensor) => tensor.dispose())

class ComparingInterpreter extends Interpreter {
  found: Divergence | null = null
  readonly #pairs: ReadonlyMap<NodeId, FxNode>
  readonly #expected: ReadonlyMap<NodeId, Snapshot>
  readonly #tolerance: number
  readonly #isIsolated: boolean

  constructor(
    graph: Graph,
    pairs: ReadonlyMap<NodeId, FxNode>,
    expected: ReadonlyMap<NodeId, Snapshot>,
    options: BisectOptions,
  ) {
    super(graph, options)
    this.#pairs = pairs
    this.#expected = expected
    this.#tolerance = options.tolerance ?? 0
    this.#isIsolated = options.mode === 'isolated'
  }

  protected override callFunction(node: FxNode, args: CallArgs): Value {
    return this.#compare(node, args, super.callFunction(node, args))
  }

  protected override callModule(node: FxNode, args: CallArgs): Value {
    return this.#compare(node, args, super.callModule(node, args))
  }

  protected override output(node: FxNode, args: CallArgs): Value {
    return this.#compare(node, args, super.output(node, args))
  }

  /** Compares until something is found; returns the value that later nodes get. */
  #compare(node: FxNode, args: CallArgs, value: Value): Value {
    const before = this.#pairs.get(node.id)
    const expected = before && this.#expected.get(before.id)
    if (!expected || this.found) return value
    const actual = snapshot(value)
    const [wanted, got] = [realNumbers(expected), realNumbers(actual)]
    const problem = resultDifference(wanted, got, this.#tolerance)
    if (problem) {
      const inputs = snapshot(args) as Readonly<Record<string, Snapshot>>
      const maxDifference = largestDifference(wanted, got)
      this.found = {
        before,
        after: node,
        places: sourcePlaces(node),
        maxDifference,
        problem,
        inputs,
        expected,
        actual,
      }
    }
    return this.#isIsolated && node.kind !== 'output' ? this.#replace(value, wanted, args) : value
  }

  /** The expected numbers in the form of `value`, which is disposed; `value` itself where its form is another. */
  #replace(value: Value, [numbers, ...more]: readonly Float64Array[], args: CallArgs): Value {
    if (!numbers || more.length > 0) return value
    if (isQuantizedTensor(value) && value.data.length === numbers.length)
      return this.environment.q.quantize({ data: Float32Array.from(numbers), shape: value.shape }, value)
    if (!isTensor(value) || value.size !== numbers.length) return value
    const { shape, dtype } = value
    const data = dtype === 'int32' ? Int32Array.from(numbers) : Float32Array.from(numbers)
    let isArgument = false
    // Some ops return what they got, and that is not theirs to dispose.
    eachTensor(args as Value, (tensor) => {
      isArgument ||= tensor === value
    })
    if (!isArgument) value.dispose()
    return this.environment.tf.tensor(data, shape, dtype)
  }
}

function largestDifference(expected: readonly Float64Array[], actual: readonly Float64Array[]): number {
  if (expected.length !== actual.length) return Number.POSITIVE_INFINITY
  let largest = 0
  for (const [i, numbers] of expected.entries()) {
    if (numbers.length !== actual[i]!.length) return Number.POSITIVE_INFINITY
    for (const [k, number] of numbers.entries()) {
      const other = actual[i]![k]!
      if (Object.is(number, other)) continue
      const difference = Math.abs(number - other)
      largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference)
    }
  }
  return largest
}
