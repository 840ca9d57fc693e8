/** @file One sample of calibration data as the inputs of a graph: named, checked, in the dtype that each input has. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { evaluateDim, type FxNode, type Graph, printType } from '@tsfx/ir'
import { isTensor, type Tfjs } from '@tsfx/ops'
import { badCalibrationSample } from '../diagnostics.generated.ts'
import { checkFinite } from '../observers/checkFinite.ts'

/** Values with their shape, where no tensor was made of them yet. */
export interface PlainTensor {
  readonly data: ArrayLike<number>
  readonly shape: readonly number[]
}

export type CalibrationInput = Tensor | PlainTensor

/** The inputs of one call of the model: the only one, by name, or in the order of forward's parameters. */
export type CalibrationSample =
  | CalibrationInput
  | readonly CalibrationInput[]
  | Readonly<Record<string, CalibrationInput>>

export interface BoundSample {
  /** By placeholder; those that we made are `made`. */
  readonly inputs: Readonly<Record<string, Tensor>>
  readonly made: readonly Tensor[]
  readonly rows: number
}

/** How far calibration has come. */
export interface SamplePosition {
  /** Number of samples before this one. */
  readonly sample: number
  /** Number of rows before this one. */
  readonly row: number
}

/**
 * Binds `sample` to the inputs of `graph`.
 * @throws TSFX3017 naming input and sample when they do not fit, TSFX3001 naming input and row of a value that is not
 * finite.
 */
export function bindSample(
  tf: Tfjs,
  graph: Graph,
  sample: CalibrationSample,
  at: SamplePosition,
): BoundSample {
  const named = nameInputs(graph, sample, at)
  const made: Tensor[] = []
  const inputs: Record<string, Tensor> = {}
  try {
    for (const placeholder of graph.placeholders) {
      const tensor = asTensor(tf, placeholder, named[placeholder.target]!, made, at)
      requireShape(placeholder, tensor, at)
      if (tensor.dtype === 'float32') {
        const place = { kind: 'input', name: placeholder.target, firstRow: at.row } as const
        checkFinite(tensor.dataSync() as Float32Array, tensor.shape, place)
      }
      inputs[placeholder.target] = tensor
    }
  } catch (error) {
    for (const tensor of made) tensor.dispose()
    throw error
  }
  return { inputs, made, rows: rowsOf(graph, inputs) }
}

const isPlain = (value: unknown): value is PlainTensor =>
  typeof value === 'object' &&
  value !== null &&
  'data' in value &&
  Array.isArray((value as PlainTensor).shape)

function nameInputs(
  graph: Graph,
  sample: CalibrationSample,
  at: SamplePosition,
): Readonly<Record<string, unknown>> {
  const names = graph.placeholders.map(({ target }) => target)
  const refuse = (problem: string) => badCalibrationSample({ sample: at.sample, problem })
  if (typeof sample !== 'object' || sample === null) throw refuse(`it is ${String(sample)}, not tensors`)
  const listed = isTensor(sample) || isPlain(sample) ? [sample] : sample
  if (Array.isArray(listed)) {
    if (listed.length !== names.length)
      throw refuse(`it has ${listed.length} inputs, and the model takes ${names.length}: ${names.join(', ')}`)
    return Object.fromEntries(names.map((name, i) => [name, listed[i]]))
  }
  const missing = names.filter((name) => !Object.hasOwn(listed, name))
  const unknown = Object.keys(listed).filter((name) => !names.includes(name))
  if (missing.length > 0) throw refuse(`input '${missing[0]}' is missing`)
  if (unknown.length > 0) throw refuse(`the model has no input '${unknown[0]}'; it takes ${names.join(', ')}`)
  return listed as Readonly<Record<string, unknown>>
}

function asTensor(tf: Tfjs, placeholder: FxNode, value: unknown, made: Tensor[], at: SamplePosition): Tensor {
  const dtype = placeholder.type?.kind === 'tensor' ? placeholder.type.dtype : 'float32'
  const wanted = dtype as 'float32' | 'int32' | 'bool'
  if (isTensor(value)) {
    if (value.dtype === wanted) return value
    if (value.dtype === 'string' || value.dtype === 'complex64')
      throw badCalibrationSample({
        sample: at.sample,
        problem: `input '${placeholder.target}' is ${value.dtype}`,
      })
    return remember(made, tf.cast(value, wanted))
  }
  if (!isPlain(value)) {
    throw badCalibrationSample({ sample: at.sample, problem: `input '${placeholder.target}' is no tensor` })
  }
  const size = value.shape.reduce((product, dim) => product * dim, 1)
  if (size !== value.data.length) {
    const problem = `input '${placeholder.target}' has ${value.data.length} values for shape [${value.shape}]`
    throw badCalibrationSample({ sample: at.sample, problem })
  }
  const { data, shape } = value
  return remember(
    made,
    tf.tidy(() => tf.cast(tf.tensor(Float32Array.from(data), [...shape]), wanted)),
  )
}

function remember(made: Tensor[], tensor: Tensor): Tensor {
  made.push(tensor)
  return tensor
}

function requireShape(placeholder: FxNode, tensor: Tensor, at: SamplePosition): void {
  const type = placeholder.type
  if (type?.kind !== 'tensor') return
  const fits =
    type.shape.length === tensor.shape.length &&
    type.shape.every((dim, axis) => typeof dim !== 'number' || dim === tensor.shape[axis])
  if (fits) return
  const problem = `input '${placeholder.target}' has shape [${tensor.shape}], and the model takes ${printType(type)}`
  throw badCalibrationSample({ sample: at.sample, problem })
}

/** Size of the first axis where it is free (a batch); otherwise a sample is one row. */
function rowsOf(graph: Graph, inputs: Readonly<Record<string, Tensor>>): number {
  for (const { target, type } of graph.placeholders) {
    const batch = type?.kind === 'tensor' ? type.shape[0] : undefined
    if (batch !== undefined && evaluateDim(batch, {}) === null) return inputs[target]!.shape[0]!
  }
  return 1
}
