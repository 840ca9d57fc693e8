/** @file Makes TSFX6023 happen through the public API. */
import { loadModel } from '@tsfx/runtime'

class Identity {
  forward(x: unknown): unknown {
    return x
  }
}

export const trigger = (): Promise<unknown> =>
  loadModel(Identity, {
    weights: new URL('./none.safetensors', import.meta.url),
    digest: '',
    rounding: 'float32',
    inputs: { x: [1] },
  })
