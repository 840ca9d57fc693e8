/** @file Makes TSFX6026 happen through the public API. */
import { type FloatInput, loadModel, type QuantizedOps, type QuantizedTensor } from '@tsfx/runtime'
import { emptyModel } from './emptyModel.ts'

class Net {
  readonly q: QuantizedOps
  kept: QuantizedTensor | undefined

  constructor(q: QuantizedOps) {
    this.q = q
  }

  forward(x: FloatInput): unknown {
    const y = this.q.quantize(x, { scale: 1, zeroPoint: 0 })
    const z = this.kept ?? y
    if (y.data.length) this.kept = y
    return this.q.dequantize(z)
  }
}

export const trigger = async (): Promise<unknown> => {
  const model = await loadModel(Net, emptyModel)
  const x = { data: new Float32Array(1), shape: [1, 1] }
  model.forward(x)
  return model.forward(x)
}
