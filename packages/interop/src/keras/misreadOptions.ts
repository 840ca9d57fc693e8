/**
 * @file Options of Keras layers that tfjs-layers 4.22 makes nothing of, or something else: it would give other numbers without a word.
 * Found by holding the config of each Keras layer against the constructor of its class in tfjs, which may not read it, and against
 * `call`, which may not use it.
 */
import type { JsonRecord } from './jsonRecord.ts'

const isOff = (value: unknown): boolean =>
  value === undefined || value === null || value === false || value === 0
const isOne = (value: unknown): boolean =>
  value === undefined || value === null || [value].flat().every((item) => item === 1)
const isChannelsLast = (value: unknown): boolean =>
  value === undefined || value === null || value === 'channels_last'

type Accepts = (value: unknown) => boolean

const TRANSPOSED: Readonly<Record<string, Accepts>> = {
  groups: isOne,
  output_padding: isOff,
  dilation_rate: isOne,
}
const POOL_1D: Readonly<Record<string, Accepts>> = { data_format: isChannelsLast }
const GLOBAL_POOL: Readonly<Record<string, Accepts>> = { keepdims: isOff }

/** By class and option: the values that mean what tfjs does without the option. */
const IGNORED: Readonly<Record<string, Readonly<Record<string, Accepts>>>> = {
  InputLayer: { sparse: isOff, ragged: isOff },
  // Its output is not transposed back.
  Conv1D: { groups: isOne, data_format: isChannelsLast },
  Conv2D: { groups: isOne },
  Conv3D: { groups: isOne },
  DepthwiseConv2D: { groups: isOne, dilation_rate: isOne },
  // Its bias is added along the rows.
  SeparableConv2D: { groups: isOne, data_format: isChannelsLast },
  Conv2DTranspose: TRANSPOSED,
  Conv3DTranspose: TRANSPOSED,
  AveragePooling1D: POOL_1D,
  MaxPooling1D: POOL_1D,
  GlobalAveragePooling1D: { ...GLOBAL_POOL, ...POOL_1D },
  GlobalAveragePooling2D: GLOBAL_POOL,
  GlobalMaxPooling1D: { ...GLOBAL_POOL, ...POOL_1D },
  GlobalMaxPooling2D: GLOBAL_POOL,
  ReLU: { negative_slope: isOff, threshold: isOff },
  LayerNormalization: { rms_scaling: isOff },
  Bidirectional: { backward_layer: isOff },
  LSTM: { time_major: isOff, zero_output_for_mask: isOff },
  GRU: { time_major: isOff, zero_output_for_mask: isOff },
  SimpleRNN: { time_major: isOff, zero_output_for_mask: isOff },
  Resizing: { crop_to_aspect_ratio: isOff, pad_to_aspect_ratio: isOff, antialias: isOff },
}

/** Those that tfjs reads and computes otherwise than Keras: a file that tfjs wrote means what tfjs computes. */
const COMPUTED_OTHERWISE: typeof IGNORED = {
  // Keras samples at the centres of pixels, tfjs at their corners.
  UpSampling2D: { interpolation: (value) => value !== 'bilinear' },
}

/** The options of a layer that would make tfjs compute something else than the library that wrote the file. */
export function misreadOptions(
  className: string,
  config: JsonRecord,
  isFromKeras: boolean,
): readonly string[] {
  const tables = isFromKeras ? [IGNORED, COMPUTED_OTHERWISE] : [IGNORED]
  return tables
    .flatMap((table) => (Object.hasOwn(table, className) ? Object.entries(table[className]!) : []))
    .filter(([option, accepts]) => !accepts(config[option]))
    .map(([option]) => option)
}
