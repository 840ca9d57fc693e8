/** @file The types of graph values: tensors with dims and quantization parameters, tuples, records. */
import { type Dim, equalDims, printDim } from './dim.ts'
import { printWord } from './printWord.ts'

export type DType = 'float32' | 'int32' | 'bool' | 'int8' | 'uint8' | 'int4' | 'complex64' | 'string'

/**
 * How stored integers stand for reals: `real = scale * (stored - zeroPoint)` (quantization.md, "Scheme").
 * Per tensor when `axes` is empty; otherwise `scale` and `zeroPoint` have one entry for each index of `axes`, row-major.
 */
export interface QParams {
  /** Real value per step; each entry is a float32. */
  readonly scale: readonly number[]
  /** Step that stands for real 0. */
  readonly zeroPoint: readonly number[]
  readonly axes: readonly number[]
  /** Stored range; may be narrower than the dtype, as in 0..127. */
  readonly qmin: number
  readonly qmax: number
}

export interface TensorType {
  readonly kind: 'tensor'
  readonly shape: readonly Dim[]
  readonly dtype: DType
  readonly q?: QParams
}

export interface TupleType {
  readonly kind: 'tuple'
  readonly items: readonly ValueType[]
}

export interface RecordType {
  readonly kind: 'record'
  readonly fields: Readonly<Record<string, ValueType>>
}

export type ValueType = TensorType | TupleType | RecordType

export const tensorType = (dtype: DType, shape: readonly Dim[], q?: QParams): TensorType => ({
  kind: 'tensor',
  shape: Object.freeze([...shape]),
  dtype,
  ...(q && { q }),
})

/** Says whether values of this dtype are quantized steps rather than numbers. */
export const isQuantizedDType = (dtype: DType): boolean =>
  dtype === 'int8' || dtype === 'uint8' || dtype === 'int4'

export const printShape = (shape: readonly Dim[]): string => `[${shape.map(printDim).join(', ')}]`

const shortNumber = (value: number): string => String(Number(value.toPrecision(6)))

/** `float32[batch, 28, 28, 1]`, `int8[batch, 10]{0.0235, -128}`, `(a, b)`, `{ y: a }`. */
export function printType(type: ValueType | null): string {
  if (type === null) return '?'
  switch (type.kind) {
    case 'tensor':
      return type.dtype + printShape(type.shape) + printQParams(type.q)
    case 'tuple':
      return `(${type.items.map(printType).join(', ')})`
    case 'record':
      return `{ ${Object.entries(type.fields)
        .map(([key, field]) => `${printWord(key)}: ${printType(field)}`)
        .join(', ')} }`
  }
}

function printQParams(q: QParams | undefined): string {
  if (!q) return ''
  if (q.axes.length > 0) return `{per axis ${q.axes.join(',')}}`
  return `{${shortNumber(q.scale[0] ?? Number.NaN)}, ${q.zeroPoint[0]}}`
}

const equalNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]))

/** Equality of quantization parameters, entry by entry. */
export function equalQParams(a: QParams | undefined, b: QParams | undefined): boolean {
  if (!a || !b) return a === b
  return (
    equalNumbers(a.scale, b.scale) &&
    equalNumbers(a.zeroPoint, b.zeroPoint) &&
    equalNumbers(a.axes, b.axes) &&
    equalNumbers([a.qmin, a.qmax], [b.qmin, b.qmax])
  )
}

/** Structural equality; two unknown types are equal. */
export function equalTypes(a: ValueType | null, b: ValueType | null): boolean {
  if (a === null || b === null) return a === b
  if (a.kind === 'tensor' && b.kind === 'tensor') {
    return (
      a.dtype === b.dtype &&
      a.shape.length === b.shape.length &&
      a.shape.every((dim, i) => equalDims(dim, b.shape[i] as Dim)) &&
      equalQParams(a.q, b.q)
    )
  }
  if (a.kind === 'tuple' && b.kind === 'tuple') {
    return (
      a.items.length === b.items.length && a.items.every((item, i) => equalTypes(item, b.items[i] ?? null))
    )
  }
  if (a.kind === 'record' && b.kind === 'record') {
    const keys = Object.keys(a.fields)
    return (
      keys.length === Object.keys(b.fields).length &&
      keys.every((key) => key in b.fields && equalTypes(a.fields[key] ?? null, b.fields[key] ?? null))
    )
  }
  return false
}
