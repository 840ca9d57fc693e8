/** @file Scale and zero point of every point of a prepared graph. */
import { type FxNode, type Graph, type ParamHandle, type QParams, Ref } from '@tsfx/ir'
import { type CalibrationStats, requireStatsOf } from '../calibrate/calibrationStats.ts'
import { biasCoarsensWeights } from '../diagnostics.generated.ts'
import { checkFinite } from '../observers/checkFinite.ts'
import { createObserver } from '../observers/createObserver.ts'
import { placeOf } from '../plan/decideNode.ts'
import { integerRoleOf } from '../plan/nodeInputs.ts'
import { calibratedPoints, type Observation, observationsOf } from '../prepare/observation.ts'
import type { ConversionNote } from './conversionNotes.ts'
import { fitToBias } from './quantizeParameter.ts'

/** Scale and zero point of each point by name, and what their choice has to say to the user. */
export interface PointQParams {
  readonly qparams: ReadonlyMap<string, QParams>
  readonly notes: readonly ConversionNote[]
}

/** A weight that has one scale may get coarser by this factor, one bit, for its bias to fit. */
const LARGEST_COARSENING = 2

/**
 * The parameters of each point by name: of calibrated points from `stats`, of weights and constants from their values.
 * @throws TSFX3014 when `stats` are of another graph, TSFX3004 for a point that saw nothing, TSFX3003 for a parameter
 * that is not finite, TSFX3021 for a bias that would make all channels of a weight much coarser.
 */
export function choosePointQParams(prepared: Graph, stats: CalibrationStats): PointQParams {
  const observations = observationsOf(prepared)
  const calibrated = calibratedPoints(observations)
  requireStatsOf(prepared, calibrated, stats)
  const result = new Map<string, QParams>()
  const notes: ConversionNote[] = []
  for (const [name, spec] of calibrated) {
    const { q, constantZero } = createObserver(spec).qparams(stats.points[name]!, spec, name)
    result.set(name, q)
    if (constantZero.length > 0) notes.push(constantZeroNote(name))
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
  for (const layer of prepared.nodes) notes.push(...fitLayer(prepared, layer, result))
  return { qparams: result, notes }
}

const constantZeroNote = (point: string): ConversionNote => ({
  kind: 'constantZero',
  point,
  message: `calibration saw nothing but zeros at ${point}; its scale of 1 is arbitrary, and other values would be stored as integers`,
})

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

/** Enlarges a layer's weight scales where its bias would not fit, and says so. */
function fitLayer(prepared: Graph, layer: FxNode, qparams: Map<string, QParams>): readonly ConversionNote[] {
  const role = integerRoleOf(layer)
  if (role?.kind !== 'weighted' || role.bias === null) return []
  const bias = layer.args[role.bias]
  const [input, weight] = [layer.args[role.input], layer.args[role.weight]].map((arg) =>
    pointName(prepared, arg),
  )
  if (!(bias instanceof Ref) || !input || !weight) return []
  const path = prepared.node(bias.node).target
  const handle = prepared.params.get(path)!
  const values = parameterValues(prepared, handle)
  checkFinite(values, handle.shape, { kind: 'parameter', name: path, firstRow: 0 })
  const inputScale = qparams.get(input)!.scale[0]!
  const before = qparams.get(weight)!
  const after = fitToBias(before, values, inputScale)
  const factors = after.scale.map((scale, c) => scale / before.scale[c]!)
  const coarser = factors.flatMap((factor, c) => (factor > 1 ? [c] : []))
  if (coarser.length === 0) return []
  const factor = Number(Math.max(...coarser.map((c) => factors[c]!)).toPrecision(3))
  if (before.axes.length === 0 && factor > LARGEST_COARSENING && !isZero(prepared, layer.args[role.weight])) {
    throw biasCoarsensWeights({ layer: layer.name, weight, factor }, placeOf(layer))
  }
  qparams.set(weight, after)
  return [enlargedNote(layer.name, weight, factor, before.axes.length > 0 ? coarser : null)]
}

/** Channels named in a note at most. */
const NAMED_CHANNELS = 8

function enlargedNote(
  layer: string,
  point: string,
  factor: number,
  channels: readonly number[] | null,
): ConversionNote {
  const named = channels?.slice(0, NAMED_CHANNELS).join(', ')
  const more =
    channels && channels.length > NAMED_CHANNELS ? ` and ${channels.length - NAMED_CHANNELS} more` : ''
  const which = channels ? `channel${channels.length > 1 ? 's' : ''} ${named}${more} of ${point}` : point
  return {
    kind: 'enlargedWeightScale',
    point,
    message: `${which} stored up to ${factor} times coarser, so that the bias of ${layer} fits in int32`,
  }
}

/** Whether the parameter behind an observed argument is all zeros, at any scale the same. */
function isZero(prepared: Graph, arg: unknown): boolean {
  const observer = prepared.node((arg as Ref).node)
  const handle = prepared.params.get(prepared.node((observer.args.x as Ref).node).target)!
  return parameterValues(prepared, handle).every((value) => value === 0)
}

/** The point of an observed argument, or null. */
function pointName(prepared: Graph, arg: unknown): string | null {
  if (!(arg instanceof Ref)) return null
  const node = prepared.node(arg.node)
  return node.isOp('observe') ? (node.args.point as string) : null
}
