/**
 * @file The one TensorFlow.js that tsfx works with in this process.
 *
 * tsfx never imports tfjs values: the user's own copy is bound here, by `tsfx/register`, by the generated
 * alias of a bundler, or by hand. The slot is global so that two copies of this package share it.
 */
import type * as tfjs from '@tensorflow/tfjs-core'
import { conflictingTfjs, missingTfjs } from './diagnostics.generated.ts'

/** The namespace of `@tensorflow/tfjs-core`, or of the union package. */
export type Tfjs = typeof tfjs

const SLOT = Symbol.for('tsfx.tfjs')
const shared = globalThis as { [SLOT]?: Tfjs }

/**
 * Tells tsfx which TensorFlow.js the user's model calls.
 * @throws TSFX0501 when a different copy is bound already.
 */
export function bindTfjs(tf: Tfjs): void {
  const bound = shared[SLOT]
  if (bound && bound !== tf && bound.Tensor !== tf.Tensor) throw conflictingTfjs({ version: tf.version_core })
  shared[SLOT] = tf
}

/**
 * The TensorFlow.js bound to this process.
 * @throws TSFX0502 when none is.
 */
export function boundTfjs(): Tfjs {
  const bound = shared[SLOT]
  if (!bound) throw missingTfjs()
  return bound
}
