/** @file Scale and zero point of every point of a prepared graph. */
import { type FxNode, type Graph, type ParamHandle, type QParams, Ref } from '@tsfx/ir'
import { type CalibrationStats, requireStatsOf } from '../calibrate/calibrationStats.ts'
import { checkFinite } from '../observers/checkFinite.ts'
import { createObserver } from '../observers/createObserver.ts'
import { integerRoleOf } from '../plan/nodeInputs.ts'
import { calibratedPoints, type Observation, observationsOf } from '../prepare/observation.ts'
import { fitToBias } from './quantizeParameter.ts'

/**
 * The parameters of each point by name: of calibrated points from `stats`, of weights and constants from their values.
 * @throws TSFX3014 when `stats` are of another graph, TSFX3004 for a point that saw nothing, TSFX3003 for a parameter
 * that is not finite.
 */
export function pointQParams(prepared: Graph, stats: CalibrationStats): ReadonlyMap<string, QParams> {
  const observations = observationsOf(prepared)
  const calibrated = calibratedPoints(observations)
  requireStatsOf(calibrated, stats)
  const result = new Map<string, QParams>()
  for (const [name, spec] of calibrated) {
    result.set(name, createObserver(spec).qparams(stats.points[name]!, spec, name).q)
  }
  for (const observation of observations) {
    const { name, fixed, spec } = observation
    if (result.has(name)) continue
    if (fixed) {
      const { scale, zeroPoint } = fixed
      result.set(name, { scale: [scale], zeroPoint: [zeroPoint], axes: [], qmin: spec.qmin, qmax: spec.qmax })
    } else {
      result.set(name, parameterQParams(prepared, observation))
    }
  }
  for (const layer of prepared.nodes) fitLayer(prepared, layer, result)
  return result
}

function parameterQParams(prepared: Graph, { source, spec }: Observation): QParams {
  const handle = prepared.params.get(source.target)!
  const observer = createObserver(spec)
  const place = { kind: 'parameter', name: source.target, firstRow: 0 } as const
  const state = observer.observe(observer.init(), parameterValues(prepared, handle), handle.shape, place)
  return observer.qparams(state, spec, source.target).q
}

/** The values of a float parameter; of a variable, a snapshot. */
export const parameterValues = (graph: Graph, handle: ParamHandle): Float32Array =>
  graph.store.read(handle) as Float32Array

/** Enlarges a layer's weight scales where its bias would not fit. */
function fitLayer(prepared: Graph, layer: FxNode, qparams: Map<string, QParams>): void {
  const role = integerRoleOf(layer)
  if (role?.kind !== 'weighted' || role.bias === null) return
  const bias = layer.args[role.bias]
  const [input, weight] = [layer.args[role.input], layer.args[role.weight]].map((arg) =>
    pointName(prepared, arg),
  )
  if (!(bias instanceof Ref) || !input || !weight) return
  const path = prepared.node(bias.node).target
  const handle = prepared.params.get(path)!
  const values = parameterValues(prepared, handle)
  checkFinite(values, handle.shape, { kind: 'parameter', name: path, firstRow: 0 })
  const inputScale = qparams.get(input)!.scale[0]!
  qparams.set(weight, fitToBias(qparams.get(weight)!, values, inputScale))
}

/** The point of an observed argument, or null. */
function pointName(prepared: Graph, arg: unknown): string | null {
  if (!(arg instanceof Ref)) return null
  const node = prepared.node(arg.node)
  return node.isOp('observe') ? (node.args['point'] as string) : null
}
