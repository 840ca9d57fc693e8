import { describe, expect, it } from 'vitest'
import { readNpy } from './readNpy.ts'
import { writeNpy } from './writeNpy.ts'

/** A `.npy` file with the given header fields and data bytes. */
function npy(descr: string, shape: string, data: ArrayBufferView, fortran = 'False'): Uint8Array {
  const header = `${`{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }`.padEnd(117)}\n`
  const bytes = new Uint8Array(10 + header.length + data.byteLength)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8])
  bytes.set(new TextEncoder().encode(header), 10)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + header.length)
  return bytes
}

describe('npy', () => {
  it('reads back what it writes', () => {
    const read = readNpy(writeNpy(Float32Array.of(1, -2.5, 3, 4, 5, 6), [2, 3]), 'x.npy')
    expect(read.shape).toEqual([2, 3])
    expect([...read.data]).toEqual([1, -2.5, 3, 4, 5, 6])
  })

  it.each([
    ['|u1', Uint8Array.of(0, 255)],
    ['|i1', Int8Array.of(-128, 127)],
    ['<i2', Int16Array.of(-300, 300)],
    ['<u2', Uint16Array.of(1, 65535)],
    ['<i4', Int32Array.of(-70000, 70000)],
    ['<u4', Uint32Array.of(1, 4294967295)],
    ['<f8', Float64Array.of(0.1, -1e300)],
  ])('reads %s', (descr, data) => {
    expect([...readNpy(npy(descr, '2,', data), 'x.npy').data]).toEqual([...data])
  })

  it('reads 64-bit integers, half floats, big endian and Fortran order', () => {
    expect([...readNpy(npy('<i8', '2,', BigInt64Array.of(-5n, 7n)), 'x').data]).toEqual([-5, 7])
    expect([...readNpy(npy('<f2', '3,', Uint16Array.of(0x3c00, 0xc000, 0x0001)), 'x').data]).toEqual([
      1,
      -2,
      Math.fround(2 ** -24),
    ])
    expect([...readNpy(npy('>i2', '1,', Uint8Array.of(1, 2)), 'x').data]).toEqual([258])
    expect([...readNpy(npy('|u1', '2, 3', Uint8Array.of(1, 4, 2, 5, 3, 6), 'True'), 'x').data]).toEqual([
      1, 2, 3, 4, 5, 6,
    ])
  })

  it('refuses what is truncated, too long, not numeric or not a .npy file', () => {
    const good = npy('<f4', '2, 2', Float32Array.of(1, 2, 3, 4))
    expect(() => readNpy(good.subarray(0, good.length - 1), 'cut.npy')).toThrow(/TSFX7010.*cut\.npy/)
    expect(() => readNpy(good.subarray(0, 40), 'cut.npy')).toThrow('TSFX7010')
    expect(() => readNpy(good.subarray(0, 11), 'cut.npy')).toThrow('TSFX7010')
    expect(() => readNpy(npy('<f4', '1000000000000,', Float32Array.of(1)), 'big.npy')).toThrow('TSFX7010')
    expect(() => readNpy(npy('|O8', '1,', Float64Array.of(1)), 'object.npy')).toThrow('TSFX7010')
    expect(() => readNpy(new TextEncoder().encode('not a numpy file'), 'text.npy')).toThrow('TSFX7010')
    expect(() => readNpy(npy('<i8', '1,', BigInt64Array.of(2n ** 60n)), 'wide.npy')).toThrow('TSFX7010')
  })
})
