/** @file Makes TSFX6011 happen through the public API. */
import { WeightFile, writeSafetensors } from '@tsfx/runtime'

export const trigger = (): unknown => new WeightFile(writeSafetensors({})).layer('conv')
