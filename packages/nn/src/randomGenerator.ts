/**
 * @file The random numbers of initial weights and dropout: one seeded generator, so that a run reproduces.
 * Source: mulberry32 by Tommy Ettinger (public domain).
 */

/** A generator of uniform numbers in [0, 1) with 32 bits of state. */
export class RandomGenerator {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** The next number in [0, 1). */
  uniform(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(this.state ^ (this.state >>> 15), this.state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }

  /** The next integer in [0, limit). */
  integer(limit: number): number {
    return Math.floor(this.uniform() * limit)
  }
}

let current = new RandomGenerator(0)

/** Restarts the generator that layers draw from; call it before making a model. */
export function manualSeed(seed: number): void {
  current = new RandomGenerator(seed)
}

/** The generator that layers draw from. */
export function randomGenerator(): RandomGenerator {
  return current
}
