/** @file Makes TSFX6021 happen through the public API. */
import { type FloatInput, loadModel, type QuantizedOps } from '@tsfx/runtime'
import { emptyModel } from './emptyModel.ts'

class Net {
  readonly q: QuantizedOps
  scale = 1

  constructor(q: QuantizedOps) {
    this.q = q
  }

  forward(x: FloatInput): unknown {
    return this.q.dequantize(this.q.quantize(x, { scale: this.scale, zeroPoint: 0 }))
  }
}

export const trigger = async (): Promise<unknown> => {
  const model = await loadModel(Net, emptyModel)
  model.scale = 2
  return model.forward({ data: new Float32Array(1), shape: [1, 1] })
}
