/** @file `prepare`: from a float graph to one that calibration can observe and convert can quantize. */
import type { Graph, GraphRounding } from '@tsfx/ir'
import { HOOK_NAMES, hooksOf, inferTypes, type PassHooks, runPasses } from '@tsfx/passes'
import { checkOptions, checkRounding } from '../checkOptions.ts'
import { type PlanOptions, planQuantization } from '../plan/planQuantization.ts'
import { insertPoints } from './insertPoints.ts'
import { matMulToLinear } from './matMulToLinear.ts'

export interface PrepareOptions extends PlanOptions, PassHooks {
  /** Requantization arithmetic. Default: the backend's first. */
  readonly rounding?: GraphRounding
}

/**
 * Inserts observers where values are to be quantized, and stubs where they change between float and integers. The
 * result computes what `graph` computes; all decisions of the plan are written in it.
 * @throws as `planQuantization` does, and TSFX3013 for a rounding that the backend does not have, TSFX3020 for an unknown option.
 */
export function prepare(graph: Graph, options: PrepareOptions = {}): Graph {
  checkOptions('prepare', options, ['backend', 'qconfig', 'rounding', ...HOOK_NAMES])
  const ready = quantizable(graph, hooksOf(options))
  const plan = planQuantization(ready, options)
  const { roundingModes } = plan.backend
  const rounding = options.rounding ?? roundingModes[0]
  checkRounding(rounding, roundingModes)
  return runPasses(ready, [insertPoints(plan, rounding)], hooksOf(options)).graph
}

/** The form of a graph that plans are made for: typed, products with parameters written as layers. */
export const quantizable = (graph: Graph, hooks: PassHooks = {}): Graph =>
  runPasses(graph, [inferTypes, matMulToLinear], hooks).graph
