/** @file Makes TSFX6025 happen through the public API. */
import { type FloatInput, loadModel, type QuantizedOps, sha256, writeSafetensors } from '@tsfx/runtime'

const weights = writeSafetensors({})

class Net {
  readonly q: QuantizedOps

  constructor(q: QuantizedOps) {
    this.q = q
  }

  forward(x: FloatInput): unknown {
    return this.q.dequantize(this.q.quantize(x, { scale: 1, zeroPoint: 0 }))
  }
}

export const trigger = async (): Promise<unknown> => {
  const description = {
    weights,
    digest: sha256(weights),
    rounding: 'float32',
    inputs: { x: [null, 1] },
  } as const
  const model = await loadModel(Net, description)
  return model.q.quantize({ data: new Float32Array(1), shape: [1, 1] }, { scale: 1, zeroPoint: 0 })
}
