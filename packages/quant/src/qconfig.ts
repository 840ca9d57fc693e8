/** @file What a user asks for: how activations and weights are quantized. `null` in its place leaves float. */
import type { QuantSpec, WeightQuantSpec } from './quantSpec.ts'

export interface QConfig {
  readonly activation: QuantSpec
  readonly weight: WeightQuantSpec
}
