/**
 * @file The arithmetic of folding. Source: Jacob et al. 2018 (arXiv:1712.05877), section 3.2, equation 14:
 *
 *     factor = scale / sqrt(variance + epsilon)
 *     weight' = weight * factor            for each output channel
 *     bias'   = (bias - mean) * factor + offset
 *
 * Computed in float64 and rounded once to float32.
 */

/** batchNorm's values for each of C output channels; offset and scale may be left out. */
export interface ChannelStatistics {
  readonly mean: Float32Array
  readonly variance: Float32Array
  readonly offset: Float32Array | null
  readonly scale: Float32Array | null
  readonly epsilon: number
}

export interface LayerWeights {
  /** Row-major, output channels last. */
  readonly weight: Float32Array
  /** `[C]` */
  readonly bias: Float32Array
}

/** Weights of a layer that computes what layer and batchNorm computed; null when a result is not finite. */
export function foldedWeights(
  weight: Float32Array,
  bias: Float32Array | null,
  { mean, variance, offset, scale, epsilon }: ChannelStatistics,
): LayerWeights | null {
  const channels = mean.length
  const factor = new Float64Array(channels)
  for (let c = 0; c < channels; c++) factor[c] = (scale?.[c] ?? 1) / Math.sqrt(variance[c]! + epsilon)
  const folded = {
    weight: weight.map((value, i) => value * factor[i % channels]!),
    bias: mean.map((value, c) => ((bias?.[c] ?? 0) - value) * factor[c]! + (offset?.[c] ?? 0)),
  }
  return folded.weight.every(Number.isFinite) && folded.bias.every(Number.isFinite) ? folded : null
}
