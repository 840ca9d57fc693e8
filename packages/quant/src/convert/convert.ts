/** @file `convert`: from a prepared graph and its statistics to one that computes in integers. */
import type { Graph } from '@tsfx/ir'
import type { CalibrationStats } from '../calibrate/calibrationStats.ts'
import { type ConvertOptions, convertToReference } from './convertToReference.ts'
import { lowerToInteger } from './lowerToInteger.ts'

/**
 * Converts in two steps: the reference form, then integer ops.
 * @throws as `convertToReference` does.
 */
export const convert = (prepared: Graph, stats: CalibrationStats, options: ConvertOptions = {}): Graph =>
  lowerToInteger(convertToReference(prepared, stats, options), options)
