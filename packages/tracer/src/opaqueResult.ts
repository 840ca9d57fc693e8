/** @file The type of what an opaque callable returns, found by running it on zeros of the sizes traced. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { type DType, tensorType, type ValueType } from '@tsfx/ir'
import { isTensor, type Tfjs } from '@tsfx/ops'
import { invalidCall } from './diagnostics.generated.ts'
import { isSymbolic } from './symbolicTensor.ts'
import { isPlainRecord, mapTensors } from './tensorTree.ts'

/**
 * Runs `run` with zeros in the place of traced tensors.
 * @throws TSFX1024 when its result is no tensor, and no list or record of tensors: a ref names one item of a value.
 */
export function opaqueResult(
  tf: Tfjs,
  args: readonly unknown[],
  run: (args: readonly unknown[]) => unknown,
  name: string,
): ValueType {
  const zerosLike = (tensor: Tensor): Tensor =>
    isSymbolic(tensor) ? tf.zeros(tensor.shape, tensor.dtype) : tensor
  let type: ValueType | null = null
  tf.tidy(() => {
    type = typeOfResult(run(args.map((arg) => mapTensors(arg, zerosLike))), name)
  })
  return type as unknown as ValueType
}

function typeOfResult(value: unknown, name: string): ValueType {
  if (Array.isArray(value)) return { kind: 'tuple', items: value.map((item) => typeOfTensor(item, name)) }
  if (!isPlainRecord(value)) return typeOfTensor(value, name)
  const fields = Object.entries(value).map(([key, item]) => [key, typeOfTensor(item, name)])
  return { kind: 'record', fields: Object.fromEntries(fields) }
}

function typeOfTensor(value: unknown, name: string): ValueType {
  if (isTensor(value)) return tensorType(value.dtype as DType, value.shape)
  throw invalidCall({
    op: name,
    problem:
      'what is kept opaque must return tensors, or one list or record of tensors, at once; flatten a nested one',
  })
}
