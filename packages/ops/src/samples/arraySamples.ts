/** @file Sample calls of `arrayOps`. */
import { imageSamples } from './imageSamples.ts'
import { movingSamples } from './movingSamples.ts'
import type { OpSample } from './opSamples.ts'
import { windowSamples } from './windowSamples.ts'

export const arraySamples: readonly OpSample[] = [...movingSamples, ...windowSamples, ...imageSamples]
