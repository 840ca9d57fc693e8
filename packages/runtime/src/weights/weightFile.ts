/**
 * @file The weight file of an emitted module: safetensors with module paths as keys. A quantized weight is
 * `<key>` (I8 or U8) with `<key>.scale` (F32), optionally `<key>.zeroPoint` (I32), and its channel axes in the
 * metadata as `"<key>.axes": "[3]"`; a bias is `<path>.bias` (I32). A constant that ops take as data is a quantized
 * weight without axes.
 */
import { missingWeight, unexpectedWeight } from '../diagnostics.generated.ts'
import type { QuantizedTensor } from '../quantizedTensor.ts'
import type { QuantizedWeight, WeightedLayer } from '../weightedLayer.ts'
import {
  readSafetensors,
  type SafetensorsDType,
  type SafetensorsEntry,
  type SafetensorsFile,
} from './safetensors.ts'

/** The one function of TensorFlow.js that float weights need. */
interface TensorMaker<T> {
  tensor(
    data: Float32Array | Int32Array | Uint8Array,
    shape: number[],
    dtype: 'float32' | 'int32' | 'bool',
  ): T
}

const TENSOR_DTYPES = { F32: 'float32', I32: 'int32', BOOL: 'bool' } as const

export class WeightFile {
  readonly #file: SafetensorsFile
  readonly #constants = new Map<string, QuantizedTensor>()
  readonly #weights = new Map<string, QuantizedWeight>()

  /** @throws TSFX6010 when `bytes` is not a valid safetensors file */
  constructor(bytes: Uint8Array) {
    this.#file = readSafetensors(bytes)
  }

  get metadata(): Readonly<Record<string, string>> {
    return this.#file.metadata
  }

  get keys(): string[] {
    return [...this.#file.tensors.keys()]
  }

  /** The constants read so far, in the order of their first reading; a plan numbers them so. */
  get constants(): readonly QuantizedTensor[] {
    return [...this.#constants.values()]
  }

  /** A float parameter. @throws TSFX6011, TSFX6012 */
  f32(
    path: string,
    shape: readonly number[],
  ): { readonly data: Float32Array; readonly shape: readonly number[] } {
    const { data } = this.#entry(path, ['F32'], shape)
    return { data: data as Float32Array, shape }
  }

  /** A float, int32 or bool parameter as a tensor of `tf`. @throws TSFX6011, TSFX6012 */
  tensor<T>(path: string, shape: readonly number[], tf: TensorMaker<T>): T {
    const { data, dtype } = this.#entry(path, ['F32', 'I32', 'BOOL'], shape)
    return tf.tensor(data as Float32Array, [...shape], TENSOR_DTYPES[dtype as keyof typeof TENSOR_DTYPES])
  }

  /**
   * `<path>.weight` and, where the file has one, `<path>.bias`; a layer that is used at several scales of its input
   * has further biases, of which `bias` is the key (null: none). @throws TSFX6011, TSFX6012
   */
  layer(path: string, bias?: string | null): WeightedLayer {
    const weight = this.weight(`${path}.weight`)
    const own = this.#file.tensors.has(`${path}.bias`) ? `${path}.bias` : null
    const key = bias === undefined ? own : bias
    const data = key === null ? undefined : (this.#entry(key, ['I32']).data as Int32Array)
    return { weight, bias: data, name: path }
  }

  /** A constant that ops take as data: one scale and one zero point. @throws TSFX6011, TSFX6012 */
  quantized(key: string): QuantizedTensor {
    let constant = this.#constants.get(key)
    if (!constant) {
      const { data, shape, dtype, scale, zeroPoint, axes } = this.weight(key)
      if (axes.length > 0)
        throw unexpectedWeight({ key: `${key}.axes`, expected: 'one scale', found: `axes [${axes}]` })
      constant = { kind: 'quantized', data, shape, dtype, scale: scale[0]!, zeroPoint: zeroPoint[0]! }
      this.#constants.set(key, constant)
    }
    return constant
  }

  /** The quantized weight `key`, one object for each key. @throws TSFX6011, TSFX6012 */
  weight(key: string): QuantizedWeight {
    const weight = this.#weights.get(key) ?? this.#read(key)
    this.#weights.set(key, weight)
    return weight
  }

  /** The quantized weight `key` with its scales, zero points and axes. */
  #read(key: string): QuantizedWeight {
    const { data, shape, dtype } = this.#entry(key, ['I8', 'U8'])
    const axes = this.#axes(key, shape.length)
    const parameters = axes.reduce((size, axis) => size * shape[axis]!, 1)
    const scale = this.#entry(`${key}.scale`, ['F32'], [parameters])
    const zeroPoint = this.#file.tensors.has(`${key}.zeroPoint`)
      ? this.#entry(`${key}.zeroPoint`, ['I32'], [parameters])
      : undefined
    return {
      data: data as Int8Array | Uint8Array,
      shape,
      dtype: dtype === 'I8' ? 'int8' : 'uint8',
      scale: scale.data as Float32Array,
      zeroPoint: (zeroPoint?.data as Int32Array | undefined) ?? new Int32Array(parameters),
      axes,
    }
  }

  #axes(key: string, rank: number): number[] {
    const text = this.metadata[`${key}.axes`] ?? '[]'
    const isAxis = (axis: string) => /^\d+$/.test(axis) && Number(axis) < rank
    const entries = /^\[(.*)\]$/.exec(text)?.[1]?.split(',').filter(Boolean)
    if (!entries?.every(isAxis)) {
      throw unexpectedWeight({ key: `${key}.axes`, expected: `axes of rank ${rank}`, found: text })
    }
    return entries.map(Number)
  }

  /** The tensor at `key`, of one of `dtypes`, of `shape` (a one-element shape also matches a scalar). */
  #entry(key: string, dtypes: readonly SafetensorsDType[], shape?: readonly number[]): SafetensorsEntry {
    const entry = this.#file.tensors.get(key)
    if (!entry) throw missingWeight({ key })
    const matches =
      shape === undefined ||
      shape.join() === entry.shape.join() ||
      (shape.join() === '1' && entry.shape.length === 0)
    if (!dtypes.includes(entry.dtype) || !matches) {
      const expected = `${dtypes.join(' or ')}${shape ? ` [${shape}]` : ''}`
      throw unexpectedWeight({ key, expected, found: `${entry.dtype} [${entry.shape}]` })
    }
    return entry
  }
}
