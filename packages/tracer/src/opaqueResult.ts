/** @file The type of what an opaque callable returns, found by running it on zeros of the sizes traced. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { type DType, tensorType, type ValueType } from '@tsfx/ir'
import { isTensor, type Tfjs } from '@tsfx/ops'
import { invalidCall } from './diagnostics.generated.ts'
import { isSymbolic } from './symbolicTensor.ts'
import { isPlainRecord, mapTensors } from './tensorTree.ts'

/** Runs `run` with zeros in the place of traced tensors. @throws TSFX1024 when its result is no nest of tensors. */
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
    type = typeOfValue(run(args.map((arg) => mapTensors(arg, zerosLike))), name)
  })
  return type as unknown as ValueType
}

function typeOfValue(value: unknown, name: string): ValueType {
  if (isTensor(value)) return tensorType(value.dtype as DType, value.shape)
  if (Array.isArray(value)) return { kind: 'tuple', items: value.map((item) => typeOfValue(item, name)) }
  if (isPlainRecord(value)) {
    const fields = Object.entries(value).map(([key, item]) => [key, typeOfValue(item, name)])
    return { kind: 'record', fields: Object.fromEntries(fields) }
  }
  throw invalidCall({ op: name, problem: 'what is kept opaque must return tensors, at once' })
}
