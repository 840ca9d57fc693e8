/** @file What `convert` did that its user should know and that the graph does not show. */
import type { Graph } from '@tsfx/ir'
import type { CalibrationStats } from '../calibrate/calibrationStats.ts'
import { choosePointQParams } from './pointQParams.ts'

export interface ConversionNote {
  /**
   * - `constantZero`: calibration saw nothing but zeros at a point, so that its scale is arbitrary.
   * - `enlargedWeightScale`: a weight is stored coarser than its values ask for, so that the bias fits in int32.
   */
  readonly kind: 'constantZero' | 'enlargedWeightScale'
  /** The point of quantization. */
  readonly point: string
  /** One sentence. */
  readonly message: string
}

/**
 * The notes of `convert(prepared, stats)`, in execution order; none when there is nothing to say.
 * @throws as `convert` does.
 */
export const conversionNotes = (prepared: Graph, stats: CalibrationStats): readonly ConversionNote[] =>
  choosePointQParams(prepared, stats).notes
