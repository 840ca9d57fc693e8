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
import type { TensorMaker, TensorOfShape } from './tensorOfShape.ts'

/** A size of each axis; null where any size will do. */
type Shape = readonly (number | null)[]

/** What all views of one file share. */
interface Contents {
  readonly file: SafetensorsFile
  readonly constants: Map<string, QuantizedTensor>
  readonly weights: Map<string, QuantizedWeight>
}

const TENSOR_DTYPES = { F32: 'float32', I32: 'int32', BOOL: 'bool' } as const

export class WeightFile {
  readonly #contents: Contents
  /** What stands before each key: nothing, or a path and a dot. */
  readonly #prefix: string

  /** @throws TSFX6010 when the bytes are not a valid safetensors file */
  constructor(source: Uint8Array | Contents, prefix = '') {
    this.#contents =
      source instanceof Uint8Array
        ? { file: readSafetensors(source), constants: new Map(), weights: new Map() }
        : source
    this.#prefix = prefix
  }

  /** The weights below `path`, by what their keys have behind it; errors name whole keys. */
  at(path: string): WeightFile {
    return new WeightFile(this.#contents, `${this.#prefix}${path}.`)
  }

  get metadata(): Readonly<Record<string, string>> {
    return this.#contents.file.metadata
  }

  get keys(): string[] {
    return [...this.#contents.file.tensors.keys()]
  }

  /** The constants read so far, in the order of their first reading; a plan numbers them so. */
  get constants(): readonly QuantizedTensor[] {
    return [...this.#contents.constants.values()]
  }

  /** A float parameter. @throws TSFX6011, TSFX6012 */
  f32(
    path: string,
    shape: readonly number[],
  ): { readonly data: Float32Array; readonly shape: readonly number[] } {
    const { data } = this.#entry(this.#prefix + path, ['F32'], shape)
    return { data: data as Float32Array, shape }
  }

  /** A float, int32 or bool parameter as a tensor of `tf`, typed by the length of `shape`. @throws TSFX6011, TSFX6012 */
  tensor<T extends TensorMaker, const S extends Shape>(path: string, shape: S, tf: T): TensorOfShape<T, S> {
    const entry = this.#entry(this.#prefix + path, ['F32', 'I32', 'BOOL'], shape)
    const dtype = TENSOR_DTYPES[entry.dtype as keyof typeof TENSOR_DTYPES]
    return tf.tensor(entry.data as Float32Array, sizesOf(entry, shape), dtype) as TensorOfShape<T, S>
  }

  /**
   * `<path>.weight` and, where the file has one, `<path>.bias`; a layer that is used at several scales of its input
   * has further biases, of which `bias` is the key (null: none). @throws TSFX6011, TSFX6012
   */
  layer(path: string, bias?: string | null): WeightedLayer {
    const name = this.#prefix + path
    const own = this.#contents.file.tensors.has(`${name}.bias`) ? `${path}.bias` : null
    const key = bias === undefined ? own : bias
    const data = key === null ? undefined : (this.#entry(this.#prefix + key, ['I32']).data as Int32Array)
    return { weight: this.weight(`${path}.weight`), bias: data, name }
  }

  /** A constant that ops take as data: one scale and one zero point. @throws TSFX6011, TSFX6012 */
  quantized(path: string): QuantizedTensor {
    const { constants } = this.#contents
    const key = this.#prefix + path
    let constant = constants.get(key)
    if (!constant) {
      const { data, shape, dtype, scale, zeroPoint, axes } = this.weight(path)
      if (axes.length > 0)
        throw unexpectedWeight({ key: `${key}.axes`, expected: 'one scale', found: `axes [${axes}]` })
      constant = { kind: 'quantized', data, shape, dtype, scale: scale[0]!, zeroPoint: zeroPoint[0]! }
      constants.set(key, constant)
    }
    return constant
  }

  /** The quantized weight `path`, one object for each key. @throws TSFX6011, TSFX6012 */
  weight(path: string): QuantizedWeight {
    const { weights } = this.#contents
    const key = this.#prefix + path
    const weight = weights.get(key) ?? this.#read(key)
    weights.set(key, weight)
    return weight
  }

  /** The quantized weight `key` with its scales, zero points and axes. */
  #read(key: string): QuantizedWeight {
    const { data, shape, dtype } = this.#entry(key, ['I8', 'U8'])
    const axes = this.#axes(key, shape.length)
    const parameters = axes.reduce((size, axis) => size * shape[axis]!, 1)
    const scale = this.#entry(`${key}.scale`, ['F32'], [parameters])
    const zeroPoint = this.#contents.file.tensors.has(`${key}.zeroPoint`)
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
  #entry(key: string, dtypes: readonly SafetensorsDType[], shape?: Shape): SafetensorsEntry {
    const entry = this.#contents.file.tensors.get(key)
    if (!entry) throw missingWeight({ key })
    if (!dtypes.includes(entry.dtype) || (shape && !hasShape(entry, shape))) {
      const sizes = shape?.map((size) => size ?? 'any')
      const expected = `${dtypes.join(' or ')}${sizes ? ` [${sizes}]` : ''}`
      throw unexpectedWeight({ key, expected, found: `${entry.dtype} [${entry.shape}]` })
    }
    return entry
  }
}

const isScalarFor = (entry: SafetensorsEntry, shape: Shape): boolean =>
  entry.shape.length === 0 && shape.join() === '1'

const hasShape = (entry: SafetensorsEntry, shape: Shape): boolean =>
  isScalarFor(entry, shape) ||
  (shape.length === entry.shape.length &&
    shape.every((size, axis) => size === null || size === entry.shape[axis]))

const sizesOf = (entry: SafetensorsEntry, shape: Shape): number[] =>
  isScalarFor(entry, shape) ? [1] : [...entry.shape]
