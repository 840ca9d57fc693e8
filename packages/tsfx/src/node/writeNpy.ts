/** @file Writes NumPy's `.npy` format, version 1.0, little endian, C order. */

/** Encodes float32 data of `shape` as a `.npy` file. */
export function writeNpy(data: Float32Array, shape: readonly number[]): Uint8Array {
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dims}), }`
  // The format wants the data to begin at a multiple of 64, and the header to end with a newline.
  const padded = `${text.padEnd(Math.ceil((10 + text.length + 1) / 64) * 64 - 11)}\n`
  const bytes = new Uint8Array(10 + padded.length + data.length * 4)
  const view = new DataView(bytes.buffer)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0])
  view.setUint16(8, padded.length, true)
  bytes.set(new TextEncoder().encode(padded), 10)
  for (let i = 0; i < data.length; i++) view.setFloat32(10 + padded.length + i * 4, data[i] as number, true)
  return bytes
}
