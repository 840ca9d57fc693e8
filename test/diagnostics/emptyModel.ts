import { type ModelDescription, sha256, writeSafetensors } from '@tsfx/runtime'

const weights = writeSafetensors({})

/** Describes a model of one input `[N, 1]` without weights. */
export const emptyModel = {
  weights,
  digest: sha256(weights),
  rounding: 'float32',
  inputs: { x: [null, 1] },
} as const satisfies ModelDescription
