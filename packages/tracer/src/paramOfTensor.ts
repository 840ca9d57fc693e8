/** @file A tensor of the model as a parameter of the graph. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { DType, ParamData, ParamValue } from '@tsfx/ir'
import { bytesParam, type Tfjs } from '@tsfx/ops'
import { twoTfjsCopies, unsupportedParam } from './diagnostics.generated.ts'

const DTYPES: readonly string[] = ['float32', 'int32', 'bool']

/**
 * A variable stays live, so that a graph can train; any other tensor is copied.
 * @throws TSFX1010 for a tensor of another copy of tfjs-core, TSFX1021 for strings and complex numbers.
 */
export function paramOfTensor(tf: Tfjs, path: string, tensor: Tensor): ParamValue {
  if (!Object.prototype.isPrototypeOf.call(tf.Tensor.prototype, tensor)) {
    throw twoTfjsCopies({ bound: tf.version_core, other: 'unknown' }, { node: path })
  }
  if (!DTYPES.includes(tensor.dtype)) throw unsupportedParam({ path, dtype: tensor.dtype })
  const dtype = tensor.dtype as DType
  if (isVariable(tf, tensor)) {
    return {
      handle: { kind: 'variable', shape: [...tensor.shape], dtype, digest: `variable:${tensor.id}` },
      data: tensor,
    }
  }
  // The CPU backend hands out its own array.
  return bytesParam((tensor.dataSync() as ParamData).slice(), dtype, tensor.shape)
}

/** Says whether `tensor` is a variable of the `tf` given. */
export const isVariable = (tf: Tfjs, tensor: Tensor): tensor is Variable =>
  Object.prototype.isPrototypeOf.call(tf.Variable.prototype, tensor)
