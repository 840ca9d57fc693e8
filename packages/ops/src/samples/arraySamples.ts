/** @file Sample calls of `arrayOps`. */
import { movingSamples } from './movingSamples.ts'
import type { OpSample } from './opSamples.ts'
import { windowSamples } from './windowSamples.ts'

export const arraySamples: readonly OpSample[] = [...movingSamples, ...windowSamples]
