/** @file Makes TSFX6020 happen through the public API. */
import { loadModel, writeSafetensors } from '@tsfx/runtime'

class Identity {
  forward(x: unknown): unknown {
    return x
  }
}

export const trigger = (): Promise<unknown> =>
  loadModel(Identity, {
    weights: writeSafetensors({}),
    digest: '0'.repeat(64),
    rounding: 'float32',
    inputs: { x: [1] },
  })
