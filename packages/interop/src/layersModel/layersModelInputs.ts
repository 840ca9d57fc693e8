/** @file What a layers-model is traced with: its own inputs, under the names of their layers. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tfjs } from '@tsfx/ops'
import {
  type InputDType,
  type KerasLayer,
  type KerasModel,
  kerasInputNames,
  type TensorSpec,
} from '@tsfx/tracer'

/** One entry per input: `{ image: { shape: [null, 28, 28, 1], dtype: 'float32' } }`; null for a dim of any size. */
export function layersModelInputs(tf: Tfjs, model: KerasModel): Readonly<Record<string, TensorSpec>> {
  const names = kerasInputNames(model)
  return Object.fromEntries(
    model.inputs.map((input, i) => {
      const dtype: InputDType = input.dtype === 'int32' || input.dtype === 'bool' ? input.dtype : 'float32'
      const rows = embeddingRows(input.sourceLayer)
      const sample = (shape: number[]): Tensor =>
        tf.cast(tf.randomUniform(shape, 0, rows ?? 1, 'int32', 1), dtype)
      return [names[i] as string, { shape: input.shape, dtype, ...(rows !== null && { sample }) }]
    }),
  )
}

/** Rows of the table that an input is looked up in: its values are row numbers, and no others make sense. */
function embeddingRows(layer: object): number | null {
  const calls =
    'outboundNodes' in layer ? (layer.outboundNodes as readonly { outboundLayer: KerasLayer }[]) : []
  const table = calls
    .map(({ outboundLayer }) => outboundLayer)
    .find((next) => next.getClassName() === 'Embedding')
  return table && 'inputDim' in table ? Number(table.inputDim) : null
}
