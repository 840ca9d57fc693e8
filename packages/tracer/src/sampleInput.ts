/** @file Inputs for comparing a graph with its model. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { type DimBindings, evaluateDim } from '@tsfx/ir'
import type { Tfjs } from '@tsfx/ops'
import { badInputSpec } from './diagnostics.generated.ts'
import type { TensorInput } from './inputSpec.ts'

/**
 * A tensor of the input's own `sample`, or else uniform: float32 in [-1, 1), int32 of 0 and 1, bool. Integers are mostly
 * indices, and these two are in every table of more than one row.
 * @throws TSFX1011 when `sample` makes another shape or dtype.
 */
export function sampleInput(tf: Tfjs, input: TensorInput, sizes: DimBindings, uniform: () => number): Tensor {
  const shape = input.shape.map((dim) => evaluateDim(dim, sizes) as number)
  if (input.sample) {
    const tensor = input.sample([...shape])
    if (tensor.dtype !== input.dtype || tensor.shape.join() !== shape.join()) {
      const problem = `has a sample that makes ${tensor.dtype}[${tensor.shape}] for ${input.dtype}[${shape}]`
      throw badInputSpec({ input: input.path, problem })
    }
    return tensor
  }
  const draw = {
    float32: () => uniform() * 2 - 1,
    int32: () => Math.floor(uniform() * 2),
    bool: () => Math.floor(uniform() * 2),
  }[input.dtype]
  const length = shape.reduce((product, size) => product * size, 1)
  return tf.tensor(Array.from({ length }, draw), shape, input.dtype)
}

/** Uniform numbers in [0, 1), the same in each run. Source: mulberry32 by Tommy Ettinger (public domain). */
export function uniformNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}
