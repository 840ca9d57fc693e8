/** @file Sample calls of `elementwiseOps`. */
import type { OpSample } from './opSamples.ts'

export const elementwiseSamples: readonly OpSample[] = []
