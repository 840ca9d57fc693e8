/** @file Functions of tfjs that a trace lets run: they make constants, give their tensor back, or are no computation. */

/** Make a tensor from numbers; in a graph it is a constant. */
const CONSTANTS =
  'buffer cosineWindow eye linspace scalar signal.hammingWindow signal.hannWindow tensor tensor1d tensor2d ' +
  'tensor3d tensor4d tensor5d tensor6d'

const named = (prefix: string, names: string): readonly string[] =>
  names.split(' ').map((name) => prefix + name)

export const constantFunctions: ReadonlySet<string> = new Set(named('tf.', CONSTANTS))

/** Their result has the value of their input; no node is made. */
export const aliasFunctions: ReadonlySet<string> = new Set(['tf.clone', 'Tensor.clone'])

/** Control the life of tensors, or say what they are. */
export const controlFunctions: ReadonlySet<string> = new Set([
  ...named('Tensor.', 'constructor dispose throwIfDisposed toString'),
  ...named('tf.', 'dispose keep tidy'),
])
