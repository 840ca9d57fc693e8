/** @file What an `observe` node says, as `prepare` writes it and calibration and convert read it. */
import type { ArgRecord, Args, FxNode, Graph, Ref } from '@tsfx/ir'
import type { FixedQParams } from '@tsfx/ops'
import type { PlacedPoint } from '../plan/placePoints.ts'
import type { QuantSpec } from '../quantSpec.ts'

export interface Observation extends PlacedPoint {
  readonly node: FxNode
  /** The node whose value is observed. */
  readonly source: FxNode
}

/** The arguments of an `observe` node at `point`. */
export const observeArgs = (x: Ref, { name, spec, fixed, collect }: PlacedPoint): Args => ({
  x,
  point: name,
  collect,
  spec: spec as unknown as ArgRecord,
  fixed: fixed && { scale: fixed.scale, zeroPoint: fixed.zeroPoint },
})

/** The observations of a prepared graph, in execution order. */
export const observationsOf = (graph: Graph): readonly Observation[] =>
  graph.nodes.filter((node) => node.isOp('observe')).map((node) => observationAt(graph, node))

function observationAt(graph: Graph, node: FxNode): Observation {
  const { x, point, collect, spec, fixed } = node.args
  return {
    node,
    source: graph.node((x as Ref).node),
    name: point as string,
    collect: collect as boolean,
    spec: spec as unknown as QuantSpec,
    fixed: fixed as unknown as FixedQParams | null,
  }
}

/** Names of the points that only parameters belong to: they need no calibration. */
export function parameterPoints(observations: readonly Observation[]): ReadonlySet<string> {
  const others = observations.filter(({ source }) => source.kind !== 'get_attr').map(({ name }) => name)
  const names = new Set(observations.map(({ name }) => name))
  for (const name of others) names.delete(name)
  return names
}

/** Names of the points that calibration observes, with their specs. */
export function calibratedPoints(observations: readonly Observation[]): ReadonlyMap<string, QuantSpec> {
  const known = parameterPoints(observations)
  return new Map(
    observations
      .filter(({ name, fixed }) => fixed === null && !known.has(name))
      .map(({ name, spec }) => [name, spec]),
  )
}
