/**
 * @file The safetensors format: 8 bytes of header length, a JSON header, then the tensors back to back
 * (https://github.com/huggingface/safetensors#format). Little-endian, as is every platform of JavaScript.
 */
import { malformedSafetensors } from '../diagnostics.generated.ts'
import { duplicateKey } from './duplicateKey.ts'

// Present in every runtime this package supports, absent from the es2023 library.
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean },
) => { decode(bytes: Uint8Array): string }
declare const TextEncoder: new () => { encode(text: string): Uint8Array }

/** Storage of each dtype; 16-bit floats are read as their bits. */
const STORAGE = {
  F64: Float64Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  F32: Float32Array,
  I32: Int32Array,
  U32: Uint32Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const

export type SafetensorsDType = keyof typeof STORAGE

export interface SafetensorsEntry {
  readonly dtype: SafetensorsDType
  readonly shape: readonly number[]
  /** Of the dtype's element size; `readSafetensors` returns the typed array of the dtype. */
  readonly data: ArrayBufferView
}

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>
  readonly metadata: Readonly<Record<string, string>>
}

const bytesPerElement = (dtype: SafetensorsDType): number => STORAGE[dtype].BYTES_PER_ELEMENT
const sizeOf = (shape: readonly number[]): number => shape.reduce((size, dim) => size * dim, 1)
const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0

/**
 * The bytes of a file: largest element first (so that every tensor is aligned), then by key; the same entries
 * give the same bytes.
 * @throws TSFX6010 when an entry's data does not have the size of its shape
 */
export function writeSafetensors(
  entries: Readonly<Record<string, SafetensorsEntry>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const ordered = Object.entries(entries)
    .sort(byKey)
    .sort(([, a], [, b]) => bytesPerElement(b.dtype) - bytesPerElement(a.dtype))
  const members: string[] = []
  if (Object.keys(metadata).length) {
    members.push(`"__metadata__":${JSON.stringify(Object.fromEntries(Object.entries(metadata).sort(byKey)))}`)
  }
  let end = 0
  for (const [key, { dtype, shape, data }] of ordered) {
    const begin = end
    end += data.byteLength
    if (key === '__metadata__')
      throw malformedSafetensors({ problem: `${key} is the name of the metadata, and of no tensor` })
    if (data.byteLength !== sizeOf(shape) * bytesPerElement(dtype)) {
      throw malformedSafetensors({
        problem: `${key} (${dtype} [${shape}]) cannot hold ${data.byteLength} bytes`,
      })
    }
    members.push(`${JSON.stringify(key)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`)
  }
  const json = new TextEncoder().encode(`{${members.join(',')}}`)
  const headerLength = Math.ceil(json.length / 8) * 8
  const bytes = new Uint8Array(8 + headerLength + end).fill(0x20, 8, 8 + headerLength)
  new DataView(bytes.buffer).setUint32(0, headerLength, true)
  bytes.set(json, 8)
  let at = 8 + headerLength
  for (const [, { data }] of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return bytes
}

interface Placed {
  readonly key: string
  readonly dtype: SafetensorsDType
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/**
 * Reads a file; the whole header is checked against the length before any tensor is made. Tensors are views
 * of `bytes` where aligned.
 * @throws TSFX6010
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { header, dataStart } = readHeader(bytes)
  const { __metadata__: metadata = {}, ...members } = header
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw malformedSafetensors({ problem: '__metadata__ is not a record of strings' })
  }
  const placed = Object.entries(members).map(([key, member]) => placedTensor(key, member))
  placed.sort((a, b) => a.begin - b.begin || a.end - b.end)
  let expected = 0
  for (const { key, begin, end } of placed) {
    if (begin !== expected)
      throw malformedSafetensors({ problem: `${key} begins at ${begin} and not at ${expected}` })
    expected = end
  }
  if (dataStart + expected !== bytes.length) {
    throw malformedSafetensors({
      problem: `${dataStart + expected} bytes are described, and there are ${bytes.length}`,
    })
  }
  const tensors = new Map<string, SafetensorsEntry>()
  for (const { key, dtype, shape, begin, end } of placed) {
    tensors.set(key, { dtype, shape, data: view(bytes, dtype, dataStart + begin, dataStart + end) })
  }
  return { tensors, metadata: metadata as Record<string, string> }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** In bytes, as in the reference implementation. */
const LARGEST_HEADER = 100_000_000

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < 8) throw malformedSafetensors({ problem: `it has ${bytes.length} bytes` })
  const lengths = new DataView(bytes.buffer, bytes.byteOffset, 8)
  const headerLength = lengths.getUint32(4, true) * 2 ** 32 + lengths.getUint32(0, true)
  if (headerLength > LARGEST_HEADER) {
    throw malformedSafetensors({
      problem: `its header length is ${headerLength}, and ${LARGEST_HEADER} is the most the format allows`,
    })
  }
  if (headerLength > bytes.length - 8) {
    throw malformedSafetensors({
      problem: `its header length is ${headerLength}, and it has ${bytes.length} bytes`,
    })
  }
  let header: unknown
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + headerLength))
    header = JSON.parse(text)
  } catch (cause) {
    throw malformedSafetensors({ problem: `its header is not JSON (${String(cause)})` })
  }
  if (!isRecord(header)) throw malformedSafetensors({ problem: 'its header is not a JSON object' })
  const twice = duplicateKey(text)
  if (twice !== undefined) throw malformedSafetensors({ problem: `its header has the key ${twice} twice` })
  return { header, dataStart: 8 + headerLength }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function placedTensor(key: string, member: unknown): Placed {
  const refuse = (problem: string) => malformedSafetensors({ problem: `${key}: ${problem}` })
  if (!isRecord(member)) throw refuse('not an object')
  const { dtype, shape, data_offsets: offsets } = member
  if (typeof dtype !== 'string' || !Object.hasOwn(STORAGE, dtype))
    throw refuse(`unknown dtype ${String(dtype)}`)
  if (!Array.isArray(shape) || !shape.every(isCount)) throw refuse('its shape is not an array of counts')
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw refuse('its data_offsets are not two counts')
  }
  const [begin, end] = offsets as [number, number]
  const size = sizeOf(shape) * bytesPerElement(dtype as SafetensorsDType)
  if (end - begin !== size) throw refuse(`${dtype} [${shape}] takes ${size} bytes, and has ${end - begin}`)
  return { key, dtype: dtype as SafetensorsDType, shape, begin, end }
}

function view(bytes: Uint8Array, dtype: SafetensorsDType, begin: number, end: number): ArrayBufferView {
  const Storage = STORAGE[dtype]
  const length = (end - begin) / Storage.BYTES_PER_ELEMENT
  if ((bytes.byteOffset + begin) % Storage.BYTES_PER_ELEMENT === 0) {
    return new Storage(bytes.buffer as ArrayBuffer, bytes.byteOffset + begin, length)
  }
  return new Storage(bytes.slice(begin, end).buffer as ArrayBuffer, 0, length)
}
