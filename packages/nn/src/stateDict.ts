/**
 * @file A model's state outside TensorFlow.js: plain typed arrays by path, which can be compared, stored as
 * safetensors and loaded again.
 */
import type * as tf from '@tensorflow/tfjs-core'
import { boundTfjs } from '@tsfx/ops'
import { stateKeysMismatch, stateTensorMismatch } from './diagnostics.generated.ts'

/** The value of one variable, copied. */
export interface StateTensor {
  readonly dtype: 'float32' | 'int32' | 'bool'
  readonly shape: readonly number[]
  readonly data: Float32Array | Int32Array | Uint8Array
}

export type StateDict = Readonly<Record<string, StateTensor>>

export interface LoadStateOptions {
  /** Every key of the module must be in the state and the other way round; true by default. */
  readonly strict?: boolean
}

/** Copies the values of `variables` out of TensorFlow.js. */
export function readState(variables: ReadonlyMap<string, tf.Variable>): StateDict {
  return Object.fromEntries(
    Array.from(variables, ([path, variable]) => [
      path,
      // The CPU backend hands out its own array, which the next assignment may reuse.
      { dtype: dtypeOf(variable), shape: variable.shape.slice(), data: variable.dataSync().slice() },
    ]),
  )
}

/**
 * Assigns `state` to `variables` by path; everything is checked before the first assignment.
 * @throws TSFX0801, TSFX0802
 */
export function applyState(
  model: string,
  variables: ReadonlyMap<string, tf.Variable>,
  state: StateDict,
  { strict = true }: LoadStateOptions,
): void {
  const missing = [...variables.keys()].filter((path) => !Object.hasOwn(state, path))
  const unexpected = Object.keys(state).filter((path) => !variables.has(path))
  if (strict && missing.length + unexpected.length > 0) {
    throw stateKeysMismatch({ model, missing: list(missing), unexpected: list(unexpected) })
  }
  const assignments = [...variables].filter(([path]) => Object.hasOwn(state, path))
  for (const [path, variable] of assignments) checkFits(path, variable, state[path]!)
  const { tidy, tensor } = boundTfjs()
  for (const [path, variable] of assignments) {
    const { data, shape, dtype } = state[path]!
    tidy(() => variable.assign(tensor(data.slice(), shape.slice(), dtype)))
  }
}

function checkFits(path: string, variable: tf.Variable, value: StateTensor): void {
  const expected = describe(dtypeOf(variable), variable.shape, variable.size)
  const actual = describe(value.dtype, value.shape, value.data.length)
  if (expected !== actual) throw stateTensorMismatch({ path, expected, actual })
}

const describe = (dtype: string, shape: readonly number[], elements: number): string =>
  `${dtype} [${shape.join(', ')}] of ${elements} elements`

const list = (paths: readonly string[]): string => (paths.length > 0 ? paths.join(', ') : 'none')

/** Strings and complex numbers are no model state: `tf.variable` of them has no gradient and no kernel. */
const dtypeOf = (variable: tf.Variable): StateTensor['dtype'] => variable.dtype as StateTensor['dtype']
