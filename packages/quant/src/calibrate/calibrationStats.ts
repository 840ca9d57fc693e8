/** @file What calibration collects: plain JSON, keyed by point of quantization, so that it can be stored and merged. */
import type { Graph } from '@tsfx/ir'
import { malformedStats, statsOfAnotherGraph } from '../diagnostics.generated.ts'
import { createObserver, mergeObserverStates } from '../observers/createObserver.ts'
import type { ObserverState } from '../observers/observer.ts'
import type { QuantSpec } from '../quantSpec.ts'
import { graphDigest } from './graphDigest.ts'
import { observerStateProblem } from './observerStateProblem.ts'

const FORMAT = 'tsfx-calibration'
const VERSION = 1

export interface CalibrationStats {
  readonly format: typeof FORMAT
  readonly version: typeof VERSION
  /** `graphDigest` of the prepared graph that was calibrated. */
  readonly graph: string
  /** Rows of calibration data that were observed. */
  readonly rows: number
  readonly points: Readonly<Record<string, ObserverState>>
}

/** Statistics of `rows` rows, collected at the points of the graph with the digest `graph`. */
export const calibrationStats = (
  graph: string,
  rows: number,
  points: Readonly<Record<string, ObserverState>>,
): CalibrationStats => ({
  format: FORMAT,
  version: VERSION,
  graph,
  rows,
  points,
})

/** Points of the same names, collected from other values. */
const CHANGED = 'an op or a parameter has changed'

/**
 * The statistics of both runs together, as one run over all their data would have collected them (a moving average
 * apart, which depends on the order).
 * @throws TSFX3014 when they are of different graphs, TSFX3005 when their observers differ.
 */
export function mergeStats(a: CalibrationStats, b: CalibrationStats): CalibrationStats {
  requireSamePoints(Object.keys(a.points), Object.keys(b.points))
  if (a.graph !== b.graph) throw statsOfAnotherGraph({ problem: CHANGED })
  const merged = Object.entries(a.points).map(([name, state]) => [
    name,
    mergeObserverStates(state, b.points[name]!),
  ])
  return calibrationStats(a.graph, a.rows + b.rows, Object.fromEntries(merged))
}

/**
 * Statistics from parsed JSON.
 * @throws TSFX3015 naming what is wrong with it.
 */
export function readStats(json: unknown): CalibrationStats {
  const problem = statsProblem(json)
  if (problem !== null) throw malformedStats({ problem })
  return json as CalibrationStats
}

function statsProblem(json: unknown): string | null {
  if (typeof json !== 'object' || json === null) return 'it is not an object'
  const { format, version, graph, rows, points } = json as Partial<Record<keyof CalibrationStats, unknown>>
  if (format !== FORMAT || version !== VERSION) {
    return `format ${String(format)} version ${String(version)} is not ${FORMAT} ${VERSION}`
  }
  if (typeof graph !== 'string') return `graph is ${String(graph)}, not a digest`
  if (!Number.isSafeInteger(rows) || (rows as number) < 0) return `rows is ${String(rows)}`
  if (typeof points !== 'object' || points === null || Array.isArray(points)) return 'points is not an object'
  for (const [name, state] of Object.entries(points)) {
    const problem = observerStateProblem(state)
    if (problem !== null) return `point '${name}': ${problem}`
  }
  return null
}

/**
 * Refuses statistics that were not collected from `prepared`, at exactly the points of `expected` and by their
 * observers.
 * @throws TSFX3014, TSFX3005
 */
export function requireStatsOf(
  prepared: Graph,
  expected: ReadonlyMap<string, QuantSpec>,
  stats: CalibrationStats,
): void {
  requireSamePoints([...expected.keys()], Object.keys(stats.points))
  for (const [name, spec] of expected) {
    const observer = createObserver(spec)
    observer.merge(observer.init(), stats.points[name]!)
  }
  if (stats.graph !== graphDigest(prepared)) throw statsOfAnotherGraph({ problem: CHANGED })
}

function requireSamePoints(expected: readonly string[], found: readonly string[]): void {
  const missing = expected.filter((name) => !found.includes(name))
  const unknown = found.filter((name) => !expected.includes(name))
  if (missing.length === 0 && unknown.length === 0) return
  const list = (label: string, names: readonly string[]) =>
    names.length > 0 ? [`${label} ${names.join(', ')}`] : []
  throw statsOfAnotherGraph({
    problem: [...list('missing:', missing), ...list('unknown:', unknown)].join('; '),
  })
}
