/**
 * @file Options of Keras layers that tfjs-layers 4.22 reads nothing of: it would compute something else without a word. Found by holding the
 * config of each Keras layer against the constructor of its class in tfjs.
 */
import type { JsonRecord } from './jsonRecord.ts'

const isOff = (value: unknown): boolean =>
  value === undefined || value === null || value === false || value === 0
const isOne = (value: unknown): boolean =>
  value === undefined || value === null || [value].flat().every((item) => item === 1)

type Accepts = (value: unknown) => boolean

const TRANSPOSED: Readonly<Record<string, Accepts>> = {
  groups: isOne,
  output_padding: isOff,
  dilation_rate: isOne,
}
const GLOBAL_POOL: Readonly<Record<string, Accepts>> = { keepdims: isOff }

/** By class and option: the values that mean what tfjs does without the option. */
const IGNORED: Readonly<Record<string, Readonly<Record<string, Accepts>>>> = {
  InputLayer: { sparse: isOff, ragged: isOff },
  Conv1D: { groups: isOne },
  Conv2D: { groups: isOne },
  Conv3D: { groups: isOne },
  DepthwiseConv2D: { groups: isOne },
  SeparableConv2D: { groups: isOne },
  Conv2DTranspose: TRANSPOSED,
  Conv3DTranspose: TRANSPOSED,
  GlobalAveragePooling1D: GLOBAL_POOL,
  GlobalAveragePooling2D: GLOBAL_POOL,
  GlobalMaxPooling1D: GLOBAL_POOL,
  GlobalMaxPooling2D: GLOBAL_POOL,
  ReLU: { negative_slope: isOff, threshold: isOff },
  LayerNormalization: { rms_scaling: isOff },
  Bidirectional: { backward_layer: isOff },
  LSTM: { time_major: isOff, zero_output_for_mask: isOff },
  GRU: { time_major: isOff, zero_output_for_mask: isOff },
  SimpleRNN: { time_major: isOff, zero_output_for_mask: isOff },
  Resizing: { crop_to_aspect_ratio: isOff, pad_to_aspect_ratio: isOff, antialias: isOff },
}

/** The options of a layer that tfjs would pass over although they change what is computed. */
export const ignoredOptions = (className: string, config: JsonRecord): readonly string[] =>
  Object.entries(Object.hasOwn(IGNORED, className) ? (IGNORED[className] as object) : {})
    .filter(([option, accepts]: [string, Accepts]) => !accepts(config[option]))
    .map(([option]) => option)
