/** @file reshape and flatten: the same bytes under another shape. */
import { shapeMismatch } from '../diagnostics.generated.ts'
import { type QuantizedType, sizeOf } from '../quantizedTensor.ts'
import { type Kernel, quantizedInput, quantizedValue, type Run, tensorOf } from './kernel.ts'

const sameBytes: Run = (inputs, output) => tensorOf(quantizedValue(inputs).data, output as QuantizedType)

export const reshape: Kernel<'reshape'> = {
  outputType(call) {
    const input = quantizedInput(call)
    const { shape } = call.options
    const size = sizeOf(input.shape)
    const known = sizeOf(shape.filter((dim) => dim !== -1))
    const resolved = shape.map((dim) => (dim === -1 ? size / known : dim))
    if (
      sizeOf(resolved) !== size ||
      !resolved.every(Number.isInteger) ||
      shape.indexOf(-1) !== shape.lastIndexOf(-1)
    ) {
      throw shapeMismatch({ op: 'reshape', problem: `[${input.shape}] cannot become [${shape}]` })
    }
    return { ...input, shape: resolved }
  },
  prepare: () => sameBytes,
}

export const flatten: Kernel<'flatten'> = {
  outputType(call) {
    const input = quantizedInput(call)
    const [batch = 1, ...rest] = input.shape
    return { ...input, shape: [batch, sizeOf(rest)] }
  },
  prepare: () => sameBytes,
}
