/** @file forward, recorded at each size that tells how the graph depends on its named dims, and merged. */
import { isDiagnosticError } from '@tsfx/ir'
import { changingGraph, failsAtSize, staleTensor } from './diagnostics.generated.ts'
import { mergeTraces, type TraceAt } from './mergeTraces.ts'
import type { RecordedNode } from './recordedValues.ts'
import type { OpaqueType, Recorder } from './recorder.ts'
import { type ForwardToRecord, recordForward } from './recordForward.ts'
import { type DimSizes, largePoint, type TracePoint, tracePoints } from './tracePoints.ts'
import { typeAtSizes } from './typeAtSizes.ts'

export interface MergedRecording {
  readonly nodes: readonly RecordedNode[]
  /** Of each point, in order; the first knows the places of its nodes. */
  readonly recorders: readonly [Recorder, ...Recorder[]]
}

/** The code of a tensor that outlived its run: forward keeps state, at whatever size. */
const STALE_TENSOR = staleTensor().code

/**
 * Records and merges. The first run knows its places; those of the others are of interest only when they differ from it.
 * @throws TSFX1023 when forward fails at a size, and what `mergeTraces` throws.
 */
export function recordAtSizes(forward: ForwardToRecord, dims: readonly DimSizes[]): MergedRecording {
  const [first, ...others] = tracePoints(dims) as [TracePoint, ...TracePoint[]]
  const base: TraceAt = { point: first, recorder: recordForward(forward, first.sizes) }
  try {
    return mergeWith({ ...forward, places: false }, dims, base, others)
  } catch {
    // Weights that the first run made are the model's in the next ones.
    const again: TraceAt = { point: first, recorder: recordForward(forward, first.sizes) }
    try {
      return mergeWith(forward, dims, again, others)
    } catch (error) {
      requireSameGraph(forward, dims, again)
      throw error
    }
  }
}

/** What differs at the same sizes is not due to them. @throws TSFX1032 */
function requireSameGraph(forward: ForwardToRecord, dims: readonly DimSizes[], traced: TraceAt): void {
  try {
    mergeTraces(dims, [traced, { ...traced, recorder: recordForward(forward, traced.point.sizes) }])
  } catch (error) {
    if (!isDiagnosticError(error)) throw error
    throw Object.assign(changingGraph({ model: forward.target.name }, error.place), { cause: error })
  }
}

function mergeWith(
  forward: ForwardToRecord,
  dims: readonly DimSizes[],
  base: TraceAt,
  others: readonly TracePoint[],
): MergedRecording {
  const again = (point: TracePoint, opaqueType: OpaqueType | null = null): TraceAt => ({
    point,
    recorder: recordAgain({ ...forward, opaqueType }, base.point, point),
  })
  const small: [TraceAt, ...TraceAt[]] = [base, ...others.map((point) => again(point))]
  const nodes = mergeTraces(dims, small)
  const large = largePoint(dims)
  // What is opaque would run on real zeros of the large size, so it is taken to go on as the small ones fit.
  const checks = large ? [again(large, opaqueTypes(nodes, large))] : []
  if (checks.length > 0) mergeTraces(dims, [...small, ...checks])
  const further = [...small, ...checks].slice(1).map(({ recorder }) => recorder)
  return { nodes, recorders: [base.recorder, ...further] }
}

const opaqueTypes =
  (nodes: readonly RecordedNode[], { sizes }: TracePoint): OpaqueType =>
  (index, target) => {
    const node = nodes[index]
    return node?.type && node.target === target ? typeAtSizes(node.type, sizes) : null
  }

/** forward worked at the first sizes; when it fails at others, the user has to know which these are. */
function recordAgain(forward: ForwardToRecord, first: TracePoint, point: TracePoint): Recorder {
  try {
    return recordForward(forward, point.sizes)
  } catch (error) {
    if (!isDiagnosticError(error) || error.code === STALE_TENSOR) throw error
    const slots = {
      model: forward.target.name,
      works: printSizes(first),
      fails: printSizes(point),
      cause: error.summary,
    }
    throw Object.assign(failsAtSize(slots, error.place), { cause: error })
  }
}

const printSizes = ({ sizes }: TracePoint): string =>
  Object.entries(sizes)
    .map(([name, size]) => `${name} = ${size}`)
    .join(', ')
