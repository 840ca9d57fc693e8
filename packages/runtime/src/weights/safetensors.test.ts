import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSafetensors, type SafetensorsEntry, writeSafetensors } from './safetensors.ts'
import { WeightFile } from './weightFile.ts'

const entries = {
  'b.int8': { dtype: 'I8', shape: [3], data: Int8Array.of(-1, 0, 1) },
  'a.float': { dtype: 'F32', shape: [2, 1], data: Float32Array.of(1.5, -2) },
  'c.wide': { dtype: 'F64', shape: [], data: Float64Array.of(0.1) },
  'd.int': { dtype: 'I32', shape: [0, 4], data: new Int32Array(0) },
} satisfies Record<string, SafetensorsEntry>

/** A file with `header` as its JSON and `size` bytes of data. */
function fileOf(header: unknown, size: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + json.length + size)
  new DataView(bytes.buffer).setUint32(0, json.length, true)
  bytes.set(json, 8)
  return bytes
}
const i8 = (begin: number, end: number) => ({ dtype: 'I8', shape: [end - begin], data_offsets: [begin, end] })

describe('safetensors', () => {
  it('reads what it wrote', () => {
    const { tensors, metadata } = readSafetensors(writeSafetensors(entries, { format: 'tsfx', a: 'é' }))
    expect(Object.fromEntries(tensors)).toEqual(entries)
    expect(metadata).toEqual({ a: 'é', format: 'tsfx' })
  })

  it('puts the largest elements first, pads the header to 8 bytes, and does not depend on key order', () => {
    const bytes = writeSafetensors(entries)
    const reversed = Object.fromEntries(Object.entries(entries).reverse())
    expect(writeSafetensors(reversed)).toEqual(bytes)
    expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0)
    expect([...readSafetensors(bytes).tensors.keys()]).toEqual(['c.wide', 'a.float', 'd.int', 'b.int8'])
  })

  it('reads tensors at any offset of a larger buffer', () => {
    const file = writeSafetensors(entries)
    for (let offset = 0; offset < 8; offset++) {
      const buffer = new Uint8Array(file.length + offset)
      buffer.set(file, offset)
      expect(Object.fromEntries(readSafetensors(buffer.subarray(offset)).tensors)).toEqual(entries)
    }
  })

  it.each([
    ['shorter than its length field', new Uint8Array(7)],
    ['a header longer than the file', fileOf({}, 0).fill(0xff, 0, 8)],
    ['not JSON', fileOf('{', 0)],
    ['not UTF-8', fileOf('{}', 0).fill(0xff, 9, 10)],
    ['an array', fileOf([], 0)],
    ['unknown dtype', fileOf({ a: { dtype: 'F8', shape: [1], data_offsets: [0, 1] } }, 1)],
    ['inherited dtype', fileOf({ a: { dtype: 'toString', shape: [1], data_offsets: [0, 1] } }, 1)],
    ['negative dim', fileOf({ a: { dtype: 'I8', shape: [-1], data_offsets: [0, 1] } }, 1)],
    ['fractional dim', fileOf({ a: { dtype: 'I8', shape: [1.5], data_offsets: [0, 1] } }, 1)],
    ['huge shape', fileOf({ a: { dtype: 'I8', shape: [2 ** 40, 2 ** 40], data_offsets: [0, 1] } }, 1)],
    ['size unlike shape', fileOf({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 1] } }, 1)],
    ['reversed offsets', fileOf({ a: { dtype: 'I8', shape: [0], data_offsets: [1, 0] } }, 1)],
    ['a hole', fileOf({ a: i8(0, 1), b: i8(2, 3) }, 3)],
    ['an overlap', fileOf({ a: i8(0, 2), b: i8(1, 3) }, 3)],
    ['data missing', fileOf({ a: i8(0, 2) }, 1)],
    ['data left over', fileOf({ a: i8(0, 2) }, 3)],
    ['metadata not text', fileOf({ __metadata__: { a: 1 } }, 0)],
    ['a key twice', fileOf(`{"a":${JSON.stringify(i8(0, 1))},"\\u0061":${JSON.stringify(i8(0, 1))}}`, 1)],
    ['a member twice', fileOf('{"a":{"dtype":"I8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 1)],
  ])('refuses %s', (_, bytes) => {
    expect(() => readSafetensors(bytes)).toThrow(/TSFX6010/)
  })

  it('reads long strings, deep nesting and escapes of keys without exhausting the stack', () => {
    const text = 'x'.repeat(5e6)
    expect(readSafetensors(fileOf({ __metadata__: { text } }, 0)).metadata.text).toHaveLength(5e6)
    const escapes = { '"\\': '\\', '\\"': '"', '{"a":1,"a":2}': '[{"a":1,"a":2}]\\\\"' }
    expect(readSafetensors(fileOf({ __metadata__: escapes }, 0)).metadata).toEqual(escapes)
    const deep = `{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}`
    expect(() => readSafetensors(fileOf(deep, 0))).toThrow(/TSFX6010/)
  })

  it('finds a key twice behind escapes, nesting and lists', () => {
    for (const header of [
      '{"__metadata__":{"\\"":"","\\u0022":""}}',
      '{"__metadata__":{"a\\\\":"","b":"","a\\\\":""}}',
      '{ "x" : {"dtype":"I8","shape":[1, 2],"data_offsets":[0,2], "shape" : [2]} }',
    ]) {
      expect(() => readSafetensors(fileOf(header, 2))).toThrow(/TSFX6010.*twice/)
    }
  })

  it('refuses a header larger than the format allows before it reads it', () => {
    const bytes = fileOf({}, 0)
    new DataView(bytes.buffer).setUint32(0, 100_000_001, true)
    expect(() => readSafetensors(bytes)).toThrow(/TSFX6010.*100000001.*100000000/)
  })

  it('refuses every truncation', () => {
    const bytes = writeSafetensors(entries, { format: 'tsfx' })
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readSafetensors(bytes.subarray(0, length))).toThrow(/TSFX6010/)
    }
  })

  it('either reads or refuses with a code, whatever the bytes', () => {
    const valid = writeSafetensors(entries, { format: 'tsfx' })
    const change = fc.tuple(fc.nat(valid.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = valid.slice()
        for (const [at, value] of changes) bytes[at] = value
        try {
          readSafetensors(bytes)
        } catch (error) {
          expect(String(error)).toMatch(/TSFX6010/)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('refuses to write data of another size', () => {
    const entry = { dtype: 'F32', shape: [2], data: new Float32Array(3) } as const
    expect(() => writeSafetensors({ a: entry })).toThrow(/TSFX6010/)
  })
})

describe('WeightFile', () => {
  const file = new WeightFile(
    writeSafetensors(
      {
        'conv.weight': { dtype: 'I8', shape: [1, 1, 1, 2], data: Int8Array.of(1, 2) },
        'conv.weight.scale': { dtype: 'F32', shape: [2], data: Float32Array.of(0.5, 0.25) },
        'conv.bias': { dtype: 'I32', shape: [2], data: Int32Array.of(7, 8) },
        'head.weight': { dtype: 'U8', shape: [1, 1], data: Uint8Array.of(9) },
        'head.weight.scale': { dtype: 'F32', shape: [], data: Float32Array.of(0.5) },
        'head.weight.zeroPoint': { dtype: 'I32', shape: [1], data: Int32Array.of(128) },
        'bad.weight': { dtype: 'I8', shape: [2], data: Int8Array.of(9, 9) },
        'bad.weight.scale': { dtype: 'F32', shape: [2], data: Float32Array.of(0.5, 1) },
        gamma: { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) },
      },
      { 'conv.weight.axes': '[3]' },
    ),
  )

  it('gives a layer with its name, scales and axes', () => {
    expect(file.layer('conv')).toEqual({
      name: 'conv',
      weight: {
        data: Int8Array.of(1, 2),
        shape: [1, 1, 1, 2],
        dtype: 'int8',
        scale: Float32Array.of(0.5, 0.25),
        zeroPoint: new Int32Array(2),
        axes: [3],
      },
      bias: Int32Array.of(7, 8),
    })
    expect(file.layer('head')).toMatchObject({
      weight: { dtype: 'uint8', axes: [], zeroPoint: Int32Array.of(128) },
      bias: undefined,
    })
  })

  it('gives float parameters, also as tensors', () => {
    expect(file.f32('gamma', [2])).toEqual({ data: Float32Array.of(1, 2), shape: [2] })
    const tf = { tensor: (...args: unknown[]) => args }
    expect(file.tensor('gamma', [2], tf)).toEqual([Float32Array.of(1, 2), [2], 'float32'])
  })

  it('names the key, what it expected and what it found', () => {
    expect(() => file.f32('beta', [2])).toThrow(/TSFX6011.*beta/)
    expect(() => file.f32('gamma', [3])).toThrow(/TSFX6012 gamma.*F32 \[3\].*F32 \[2\]/)
    expect(() => file.f32('conv.bias', [2])).toThrow(/TSFX6012 conv\.bias.*F32 \[2\].*I32 \[2\]/)
    expect(() => file.layer('gamma')).toThrow(/TSFX6011.*gamma\.weight/)
    // Two scales without axes.
    expect(() => file.layer('bad')).toThrow(/TSFX6012 bad\.weight\.scale.*\[1\].*\[2\]/)
  })
})
