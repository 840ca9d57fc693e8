/**
 * @file Reads NumPy's `.npy` files. Format: numpy/lib/format.py, versions 1.0 to 3.0. The header is checked against
 * the file's length before anything is allocated.
 */
import { badNpy } from '../diagnostics.generated.ts'

/** An array of numbers as read from a file; `dtype` is NumPy's, without byte order: `f4`, `u1`, `i8`. */
export interface NumericArray {
  readonly data:
    | Float64Array
    | Float32Array
    | Int32Array
    | Uint32Array
    | Int16Array
    | Uint16Array
    | Int8Array
    | Uint8Array
  /** `[N, ...]`. */
  readonly shape: readonly number[]
  readonly dtype: string
}

type Reader = (view: DataView, offset: number, littleEndian: boolean) => number

interface NumericKind {
  readonly bytes: number
  readonly make: (length: number) => NumericArray['data']
  readonly read: Reader
}

const KINDS: Readonly<Record<string, NumericKind>> = {
  b1: { bytes: 1, make: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
  u1: { bytes: 1, make: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, make: (n) => new Int8Array(n), read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, make: (n) => new Uint16Array(n), read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, make: (n) => new Int16Array(n), read: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, make: (n) => new Uint32Array(n), read: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, make: (n) => new Int32Array(n), read: (view, at, little) => view.getInt32(at, little) },
  f2: {
    bytes: 2,
    make: (n) => new Float32Array(n),
    read: (view, at, little) => halfToNumber(view.getUint16(at, little)),
  },
  f4: { bytes: 4, make: (n) => new Float32Array(n), read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, make: (n) => new Float64Array(n), read: (view, at, little) => view.getFloat64(at, little) },
  u8: {
    bytes: 8,
    make: (n) => new Float64Array(n),
    read: (view, at, little) => exact(view.getBigUint64(at, little)),
  },
  i8: {
    bytes: 8,
    make: (n) => new Float64Array(n),
    read: (view, at, little) => exact(view.getBigInt64(at, little)),
  },
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

/**
 * Reads a `.npy` file of any numeric dtype, either byte order, C or Fortran order.
 * @throws TSFX7010 naming `file` when the bytes are no such file, or are truncated.
 */
export function readNpy(bytes: Uint8Array, file: string): NumericArray {
  const fail = (problem: string) => badNpy({ file, problem })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte))
    throw fail('it does not begin as a .npy file')
  const wide = (bytes[6] as number) >= 2
  const start = wide ? 12 : 10
  if (bytes.length < start) throw fail('it ends inside the header')
  const headerLength = wide ? view.getUint32(8, true) : view.getUint16(8, true)
  if (start + headerLength > bytes.length) throw fail('it ends inside the header')
  const header = new TextDecoder().decode(bytes.subarray(start, start + headerLength))
  const { order, kind, fortran, shape } = parseHeader(header, fail)
  const found = KINDS[kind]
  if (!found) throw fail(`dtype ${kind} is not numeric`)
  const length = shape.reduce((product, dim) => product * dim, 1)
  const offset = start + headerLength
  if (bytes.length - offset !== length * found.bytes) {
    throw fail(
      `shape [${shape}] of ${kind} needs ${length * found.bytes} bytes of data, the file has ${bytes.length - offset}`,
    )
  }
  const data = found.make(length)
  try {
    for (let i = 0; i < length; i++) data[i] = found.read(view, offset + i * found.bytes, order !== '>')
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error))
  }
  return { data: fortran ? toRowMajor(data, shape, found) : data, shape, dtype: kind }
}

function parseHeader(header: string, fail: (problem: string) => Error) {
  const descr = /'descr':\s*'([<>|=]?)([a-zA-Z]\d+)'/.exec(header)
  const fortran = /'fortran_order':\s*(True|False)/.exec(header)
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)
  if (!descr || !fortran || !shape) throw fail('its header names no plain dtype, order and shape')
  const dims = (shape[1] as string)
    .split(',')
    .map((dim) => dim.trim())
    .filter((dim) => dim !== '')
  if (dims.some((dim) => !/^\d+$/.test(dim))) throw fail(`its shape is (${shape[1]})`)
  return {
    order: descr[1],
    kind: descr[2] as string,
    fortran: fortran[1] === 'True',
    shape: dims.map(Number),
  }
}

/** Column-major storage turned into row-major. */
function toRowMajor(
  data: NumericArray['data'],
  shape: readonly number[],
  kind: NumericKind,
): NumericArray['data'] {
  const rowMajor = kind.make(data.length)
  const index = shape.map(() => 0)
  for (let at = 0; at < data.length; at++) {
    let source = 0
    for (let axis = shape.length - 1; axis >= 0; axis--)
      source = source * (shape[axis] as number) + (index[axis] as number)
    rowMajor[at] = data[source] as number
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1
      if ((index[axis] as number) < (shape[axis] as number)) break
      index[axis] = 0
    }
  }
  return rowMajor
}

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

function exact(value: bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is beyond 2^53 and has no exact number`)
  return number
}
