/** @file Sample calls of `arrayOps`. */
import type { OpSample } from './opSamples.ts'

export const arraySamples: readonly OpSample[] = []
