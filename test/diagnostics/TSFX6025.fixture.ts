/** @file Makes TSFX6025 happen through the public API. */
import { type FloatInput, loadModel, type QuantizedOps } from '@tsfx/runtime'
import { emptyModel } from './emptyModel.ts'

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
  const model = await loadModel(Net, emptyModel)
  return model.q.quantize({ data: new Float32Array(1), shape: [1, 1] }, { scale: 1, zeroPoint: 0 })
}
