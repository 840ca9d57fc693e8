/**
 * @file The qconfig a user gets who asks for nothing: affine activations with the range of least squared error,
 * symmetric weights with one scale per channel where the backend can (quantization defaults of the literature:
 * Krishnamoorthi 2018, arXiv:1806.08342, section 3).
 */
import type { Backend, StoredRange } from './backends/backend.ts'
import { unsupportedQConfig } from './diagnostics.generated.ts'
import type { QConfig } from './qconfig.ts'
import type { QuantizedDType } from './quantSpec.ts'

/**
 * The default for `backend`, with activations of `dtype` (the backend's preferred one when left out).
 * @throws TSFX3007 when the backend has no activations of `dtype`.
 */
export function defaultQConfig(backend: Backend, dtype?: QuantizedDType): QConfig {
  const supported = Object.keys(backend.activations) as QuantizedDType[]
  const chosen = dtype ?? supported[0]
  const range: StoredRange | undefined = chosen && backend.activations[chosen]
  if (!chosen || !range) {
    const reason = `activations are ${supported.join(' or ')}`
    throw unsupportedQConfig({
      backend: backend.name,
      subject: 'activation',
      request: `dtype ${dtype}`,
      reason,
    })
  }
  const { weights } = backend
  return {
    activation: {
      dtype: chosen,
      qmin: range[0],
      qmax: range[1],
      symmetric: false,
      axes: [],
      observer: { kind: 'histogram', bins: 2048 },
    },
    weight: {
      dtype: weights.dtype,
      qmin: weights.range[0],
      qmax: weights.range[1],
      symmetric: true,
      perChannel: weights.perChannel,
      observer: { kind: weights.perChannel ? 'perChannelMinMax' : 'minMax' },
    },
  }
}
