/** @file The traced graph against the model it came from: bit for bit, on the same backend, at sizes that were not traced. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { type DimBindings, type Graph, isDiagnosticError, type SourceLookup } from '@tsfx/ir'
import { type InterpretOptions, interpret, opNamed, type Tfjs } from '@tsfx/ops'
import { placeOf, tsfxTracedForward } from './callStack.ts'
import {
  backendNotReady,
  failsOnInputs,
  graphDiffersFromModel,
  missingKernel,
} from './diagnostics.generated.ts'
import { firstDifferingNode } from './firstDifferingNode.ts'
import { type Input, mapInput, type TensorInput, tensorInputs } from './inputSpec.ts'
import { keepNewTensors, moduleTree } from './moduleTree.ts'
import { outputDifference } from './outputDifference.ts'
import { sampleInput, uniformNumbers } from './sampleInput.ts'
import type { DimSizes } from './tracePoints.ts'
import type { TraceTarget } from './traceTarget.ts'

/** `full`: at sizes not traced and at the smallest; `once`: only the first of these. */
export type VerifyMode = 'full' | 'once' | false

export interface Verification {
  /** `partial`: only shapes and dtypes were compared. */
  readonly verification: 'full' | 'partial' | 'none'
  /** Why it is not full. */
  readonly reason: string | null
}

export interface Comparison {
  readonly tf: Tfjs
  readonly graph: Graph
  readonly model: unknown
  readonly target: TraceTarget
  readonly inputs: Readonly<Record<string, Input>>
  readonly dims: readonly DimSizes[]
  readonly lookup: SourceLookup | null
  /** Called before forward runs at these sizes. */
  readonly prepare: (sizes: DimBindings) => void
  /** Runs an opaque module of the model. */
  readonly callModule: (path: string, args: readonly unknown[]) => unknown
}

/**
 * Runs both on the same inputs.
 * @throws TSFX1015 naming the first output that differs, TSFX1031 when one of them fails, TSFX1018 when no backend is ready.
 */
export function compareWithModel(comparison: Comparison, mode: VerifyMode): Verification {
  if (mode === false) return { verification: 'none', reason: 'verify is false' }
  requireBackend(comparison.tf)
  const random = comparison.graph.nodes.filter(
    (node) => node.kind === 'call_function' && opNamed(node.target)?.pure === false,
  )
  for (const sizes of pointsToCompare(comparison.dims, mode))
    compareAt(comparison, sizes, random.length === 0)
  if (random.length === 0) return { verification: 'full', reason: null }
  return {
    verification: 'partial',
    reason: `only shapes and dtypes were compared, because ${random.map((node) => node.name).join(', ')} is random`,
  }
}

function pointsToCompare(dims: readonly DimSizes[], mode: 'full' | 'once'): readonly DimBindings[] {
  const fresh = Object.fromEntries(dims.map(({ name, fresh: size }) => [name, size]))
  const least = dims.flatMap(({ name, smallest, leading }) => {
    const size = smallest ?? (leading ? 1 : null)
    return size === null ? [] : [[name, size] as const]
  })
  if (mode === 'once' || least.length === 0) return [fresh]
  return [fresh, { ...fresh, ...Object.fromEntries(least) }]
}

function compareAt(comparison: Comparison, sizes: DimBindings, values: boolean): void {
  const { tf, graph, model, target, inputs, callModule, lookup } = comparison
  const uniform = uniformNumbers(1)
  comparison.prepare(sizes)
  tf.tidy(() => {
    const byPath = Object.fromEntries(
      tensorInputs(inputs).map((input) => [input.path, sampleInput(tf, input, sizes, uniform)]),
    )
    const runModel = (): unknown => {
      // Clones, because forward may dispose its inputs.
      const make = ({ path }: TensorInput): Tensor => tf.clone(byPath[path] as Tensor)
      const before = moduleTree(model)
      const result = target.run(Object.values(inputs).map((input) => mapInput(input, make)))
      keepNewTensors(tf, model, before)
      return result
    }
    const options: InterpretOptions = {
      tf,
      callModule: (path, args) => callModule(path, Object.values(args)) as Tensor,
    }
    const { name } = graph.meta
    const compared = { sizes, lookup }
    const expected = onInputs({ ...compared, what: `forward of ${name}`, run: runModel })
    const runGraph = (): unknown => interpret(graph, byPath, options)
    const actual = onInputs({ ...compared, what: `the graph of ${name}`, run: runGraph })
    const difference = outputDifference(expected, actual, values)
    tf.dispose(actual as Tensor)
    if (!difference) return
    const node = firstDifferingNode({ tf, graph, inputs: byPath, options, runModel })
    const frame = node?.loc && lookup?.codeFrame(node.loc)
    throw graphDiffersFromModel(
      { model: name, sizes: printSizes(sizes), ...difference },
      { ...(node && { node: node.name, loc: node.loc }), ...(frame && { frame }) },
    )
  })
}

interface RunOnInputs {
  readonly what: string
  readonly sizes: DimBindings
  readonly lookup: SourceLookup | null
  readonly run: () => unknown
}

/** What the engine of tfjs says of a kernel that its backend lacks. */
const MISSING_KERNEL = /Kernel '(.+)' not registered for backend '(.+)'/

/** A size that was not traced may be one that forward does not take. @throws TSFX1031, or TSFX1033 when the backend lacks a kernel. */
function onInputs({ what, sizes, lookup, run }: RunOnInputs): unknown {
  try {
    return tsfxTracedForward(run)
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error))
    const [text, place] = isDiagnosticError(cause)
      ? [cause.summary, cause.place]
      : [cause.message, placeOf(cause, lookup)]
    const [, kernel, backend] = MISSING_KERNEL.exec(text) ?? []
    const failure =
      kernel && backend
        ? missingKernel({ what, kernel, backend }, place)
        : failsOnInputs({ what, sizes: printSizes(sizes), cause: text }, place)
    throw Object.assign(failure, { cause: error })
  }
}

const printSizes = (sizes: DimBindings): string =>
  Object.entries(sizes)
    .map(([name, size]) => `${name} = ${size}`)
    .join(', ') || 'the traced shapes'

function requireBackend(tf: Tfjs): void {
  try {
    tf.backend()
  } catch (error) {
    throw backendNotReady({ cause: error instanceof Error ? error.message : String(error) })
  }
}
