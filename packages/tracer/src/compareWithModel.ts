/** @file The traced graph against the model it came from: bit for bit, on the same backend, at sizes that were not traced. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { DimBindings, Graph } from '@tsfx/ir'
import { interpret, isTensor, opNamed, type Tfjs } from '@tsfx/ops'
import { backendNotReady, graphDiffersFromModel } from './diagnostics.generated.ts'
import { type Input, mapInput } from './inputSpec.ts'
import { keepModelTensors } from './moduleTree.ts'
import { sampleInput, uniformNumbers } from './sampleInput.ts'
import type { DimSizes } from './tracePoints.ts'
import type { TraceTarget } from './traceTarget.ts'

/** `full`: at sizes not traced and at batch 1; `once`: only the first of these. */
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
  /** Runs an opaque module of the model. */
  readonly callModule: (path: string, args: readonly unknown[]) => unknown
}

/**
 * Runs both on the same inputs.
 * @throws TSFX1015 naming the first output that differs, TSFX1018 when no backend is ready.
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
  const leading = dims.filter((dim) => dim.leading)
  if (mode === 'once' || leading.length === 0) return [fresh]
  return [fresh, { ...fresh, ...Object.fromEntries(leading.map(({ name }) => [name, 1])) }]
}

function compareAt(
  { tf, graph, model, target, inputs, callModule }: Comparison,
  sizes: DimBindings,
  values: boolean,
): void {
  const uniform = uniformNumbers(1)
  tf.tidy(() => {
    const byPath: Record<string, Tensor> = {}
    const eagerInputs = Object.values(inputs).map((input) =>
      mapInput(input, (tensor) => {
        byPath[tensor.path] = sampleInput(tf, tensor, sizes, uniform)
        return byPath[tensor.path]
      }),
    )
    const expected = leaves(target.run(eagerInputs), '')
    keepModelTensors(tf, model)
    const result = interpret(graph, byPath, {
      tf,
      callModule: (path, args) => callModule(path, Object.values(args)) as Tensor,
    })
    const actual = leaves(result, '')
    const at =
      Object.entries(sizes)
        .map(([name, size]) => `${name} = ${size}`)
        .join(', ') || 'the traced shapes'
    for (const [i, [path, tensor]] of expected.entries()) {
      const problem = difference(tensor, actual[i]?.[1] as Tensor, values)
      if (problem)
        throw graphDiffersFromModel({
          model: graph.meta.name,
          output: path || 'the output',
          sizes: at,
          problem,
        })
    }
    for (const [, tensor] of actual) tensor.dispose()
  })
}

/** The tensors in a result, with their paths. */
function leaves(value: unknown, path: string): readonly (readonly [string, Tensor])[] {
  if (isTensor(value)) return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => leaves(item, path ? `${path}.${key}` : key))
}

function difference(expected: Tensor, actual: Tensor | undefined, values: boolean): string | null {
  if (!actual) return 'the graph has no such output'
  const [type, other] = [expected, actual].map(({ dtype, shape }) => `${dtype}[${shape.join(', ')}]`)
  if (type !== other) return `the model gives ${type}, the graph ${other}`
  if (!values) return null
  const [a, b] = [expected, actual].map(
    (tensor) => tensor.dataSync() as Float32Array | Int32Array | Uint8Array,
  ) as [Float32Array, Float32Array]
  const [left, right] = [a, b].map(
    (data) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  ) as [Uint8Array, Uint8Array]
  const at = left.findIndex((byte, i) => byte !== right[i])
  if (at < 0) return null
  const element = Math.floor(at / a.BYTES_PER_ELEMENT)
  return `element ${element} is ${a[element]} in the model and ${b[element]} in the graph`
}

function requireBackend(tf: Tfjs): void {
  try {
    tf.backend()
  } catch (error) {
    throw backendNotReady({ cause: error instanceof Error ? error.message : String(error) })
  }
}
