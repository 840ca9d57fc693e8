/** @file Makes TSFX6010 happen through the public API. */
import { WeightFile } from '@tsfx/runtime'

export const trigger = (): unknown => new WeightFile(new Uint8Array(7))
