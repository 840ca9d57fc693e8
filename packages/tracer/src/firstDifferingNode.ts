/**
 * @file Where a graph parts from its model. The model runs once more with its calls watched at the same boundary the trace recorded,
 * and the values are compared in order.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { DiagnosticError, FxNode, Graph } from '@tsfx/ir'
import { capturesOf, type InterpretOptions, interpret, isTensor, type Tfjs } from '@tsfx/ops'
import { captureSlot } from './captureSlot.ts'
import { hookTfjs } from './hookTfjs.ts'
import { tensorDifference } from './tensorDifference.ts'

export interface Run {
  readonly tf: Tfjs
  readonly graph: Graph
  readonly inputs: Readonly<Record<string, Tensor>>
  readonly options: InterpretOptions
  readonly runModel: () => unknown
}

interface Observed {
  /** The ops that may have captured the call. */
  readonly ops: readonly string[]
  readonly value: Tensor
}

/** The first node whose value the model does not compute, or null when every op agrees. Call it inside a `tidy`. */
export function firstDifferingNode({ tf, graph, inputs, options, runModel }: Run): FxNode | null {
  const observed = observe(tf, runModel)
  let next = 0
  let found: FxNode | null = null
  const result = interpret(graph, inputs, {
    ...options,
    onValue(node, value) {
      if (found || node.kind !== 'call_function' || !isTensor(value)) return
      const at = observed.findIndex(({ ops }, i) => i >= next && ops.includes(node.target))
      const call = observed[at]
      if (!call || tensorDifference(call.value, value) !== null) found = node
      next = at + 1
    },
  })
  // interpret's results outlive the surrounding tidy.
  tf.dispose(result as Tensor)
  return found
}

/** Every call of a captured function that is not part of another. */
function observe(tf: Tfjs, run: () => unknown): readonly Observed[] {
  const observed: Observed[] = []
  let depth = 0
  const call = (from: string, _args: readonly unknown[], runCall: () => unknown): unknown => {
    depth++
    try {
      const value = runCall()
      // A copy, because forward may dispose it.
      if (depth === 1 && isTensor(value))
        observed.push({ ops: capturesOf(from).map(({ op }) => op.name), value: tf.clone(value) })
      return value
    } finally {
      depth--
    }
  }
  const recording = {
    call,
    kernel: () => {},
    dispose: () => {},
    gradient: () => {},
    refuse: (error: DiagnosticError) => error,
    refuseAwait: (error: DiagnosticError) => error,
    lookup: null,
  }
  const unhook = hookTfjs(tf, recording)
  captureSlot().recording = recording
  try {
    run()
  } finally {
    captureSlot().recording = null
    unhook()
  }
  return observed
}
