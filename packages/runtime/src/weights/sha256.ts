/**
 * @file SHA-256 (FIPS 180-4), synchronous and without a platform API: `crypto.subtle` is absent from pages that
 * are not served over https.
 */

/** The first `count` primes. */
function primes(count: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n)
  return found
}

/** The first 32 bits of a fraction. */
const fractionBits = (x: number): number => Math.floor((x - Math.floor(x)) * 2 ** 32)

/** FIPS 180-4, 4.2.2 and 5.3.3: fractions of the cube and square roots of the primes. */
const ROUND_CONSTANTS = Int32Array.from(primes(64), (p) => fractionBits(Math.cbrt(p)))
const INITIAL_HASH = Int32Array.from(primes(8), (p) => fractionBits(Math.sqrt(p)))

const rotate = (x: number, bits: number): number => (x >>> bits) | (x << (32 - bits))

/** The digest of `bytes` as 64 lower-case hex digits. */
export function sha256(bytes: Uint8Array): string {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(padded.length - 4, (bytes.length * 8) % 2 ** 32)
  const hash = INITIAL_HASH.slice()
  const schedule = new Int32Array(64)
  for (let at = 0; at < padded.length; at += 64) compress(hash, schedule, view, at)
  let digest = ''
  for (const word of hash) digest += (word >>> 0).toString(16).padStart(8, '0')
  return digest
}

/** FIPS 180-4, 6.2.2: one block. */
function compress(hash: Int32Array, w: Int32Array, view: DataView, at: number): void {
  for (let t = 0; t < 16; t++) w[t] = view.getInt32(at + 4 * t)
  for (let t = 16; t < 64; t++) {
    const early = w[t - 15]!
    const late = w[t - 2]!
    const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
    const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
    w[t] = w[t - 16]! + s0 + w[t - 7]! + s1
  }
  let a = hash[0]!
  let b = hash[1]!
  let c = hash[2]!
  let d = hash[3]!
  let e = hash[4]!
  let f = hash[5]!
  let g = hash[6]!
  let h = hash[7]!
  for (let t = 0; t < 64; t++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND_CONSTANTS[t]! + w[t]!) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  hash[0]! += a
  hash[1]! += b
  hash[2]! += c
  hash[3]! += d
  hash[4]! += e
  hash[5]! += f
  hash[6]! += g
  hash[7]! += h
}
