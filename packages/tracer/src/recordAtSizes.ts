/** @file forward, recorded at each size that tells how the graph depends on its named dims, and merged. */
import { isDiagnosticError } from '@tsfx/ir'
import { changingGraph, failsAtSize, staleTensor } from './diagnostics.generated.ts'
import { mergeTraces, type TraceAt } from './mergeTraces.ts'
import { moduleTree } from './moduleTree.ts'
import type { RecordedNode } from './recordedValues.ts'
import type { OpaqueType, Recorder } from './recorder.ts'
import { type ForwardToRecord, recordForward } from './recordForward.ts'
import { type SizeLimit, sizeLimit } from './sizeLimit.ts'
import {
  alonePoint,
  type DimSizes,
  largePoint,
  sizesAround,
  type TracePoint,
  tracePoints,
} from './tracePoints.ts'
import { typeAtSizes } from './typeAtSizes.ts'
import { withSizes } from './withSizes.ts'

export interface MergedRecording {
  readonly nodes: readonly RecordedNode[]
  /** Of each point, in order; the first knows the places of its nodes. */
  readonly recorders: readonly [Recorder, ...Recorder[]]
  /** With the bounds that were found. */
  readonly dims: readonly DimSizes[]
  readonly limits: readonly FoundLimit[]
}

/** forward failed at a size that the user did not exclude; the graph is for the others. */
export interface FoundLimit extends SizeLimit {
  readonly dim: string
  /** The error, in short. */
  readonly cause: string
}

const FAILS_AT_SIZE = failsAtSize({ model: '', works: '', fails: '', cause: '' }).code
/** The code of a tensor that outlived its run: forward keeps state, at whatever size. */
const STALE_TENSOR = staleTensor().code

/**
 * Records and merges. The first run knows its places; those of the others are of interest only when they differ from it.
 * @throws TSFX1023 when forward fails at a size that tells the fit, or at one that the user says it takes, and what `mergeTraces` throws.
 */
export function recordAtSizes(forward: ForwardToRecord, dims: readonly DimSizes[]): MergedRecording {
  const [first, ...others] = tracePoints(dims) as [TracePoint, ...TracePoint[]]
  const base: TraceAt = { point: first, recorder: recordComplete(forward, first) }
  try {
    return mergeWith({ ...forward, places: false }, dims, base, others)
  } catch (error) {
    if (!isDiagnosticError(error)) throw error
    // What the first run made and keeps out of sight is there in the next ones.
    const again: TraceAt = { point: first, recorder: recordForward(forward, first.sizes) }
    try {
      return mergeWith(forward, dims, again, others)
    } catch (placed) {
      requireSameGraph(forward, dims, again)
      throw placed
    }
  }
}

/** What the first call of forward makes and keeps in fields has its path in the second one: layers that are made when they are needed. */
function recordComplete(forward: ForwardToRecord, point: TracePoint): Recorder {
  const recorder = recordFirst(forward, point)
  const { tensors } = moduleTree(forward.model)
  const isComplete = [...tensors.keys()].every((tensor) => forward.before.tensors.has(tensor))
  return isComplete ? recorder : recordFirst(forward, point)
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
  const checks: TraceAt[] = []
  const check = (point: TracePoint): void => {
    // What is opaque would run on real zeros of the large sizes, so it is taken to go on as the small ones fit.
    checks.push(again(point, opaqueTypes(nodes, point)))
  }
  const limits: FoundLimit[] = []
  const bounded = dims.map((dim): DimSizes => {
    const found = limitsOf(dim, nodes.length, (size) => check(alonePoint(dims, dim, size)))
    limits.push(...found.filter((limit) => limit !== null))
    const [below, above] = found
    return { ...dim, smallest: below?.takes ?? dim.smallest, largest: above?.takes ?? dim.largest }
  })
  const large = largePoint(bounded)
  if (large) check(large)
  mergeTraces(dims, [...small, ...checks])
  const further = [...small, ...checks].slice(1).map(({ recorder }) => recorder)
  return { nodes, recorders: [base.recorder, ...further], dims: bounded, limits }
}

/** The limits of a dim, below and above; a size up to a bound of the user must be taken. */
function limitsOf(
  dim: DimSizes,
  nodes: number,
  check: (size: number) => void,
): readonly (FoundLimit | null)[] {
  let cause = ''
  const isTaken = (size: number): boolean => {
    try {
      check(size)
      return true
    } catch (error) {
      const given = size > dim.low && dim.largest !== null
      if (given || !isDiagnosticError(error) || error.code !== FAILS_AT_SIZE) throw error
      cause = isDiagnosticError(error.cause) ? error.cause.summary : error.summary
      return false
    }
  }
  const limit = (start: number, outwards: readonly number[]): FoundLimit | null => {
    const found = sizeLimit(start, outwards, isTaken)
    return found && { dim: dim.name, ...found, cause }
  }
  const { below, above } = sizesAround(dim, nodes)
  return [limit(dim.low, below), limit(dim.check, above)]
}

const opaqueTypes =
  (nodes: readonly RecordedNode[], { sizes }: TracePoint): OpaqueType =>
  (index, target) => {
    const node = nodes[index]
    return node?.type && node.target === target ? typeAtSizes(node.type, sizes) : null
  }

function recordFirst(forward: ForwardToRecord, first: TracePoint): Recorder {
  try {
    return recordForward(forward, first.sizes)
  } catch (error) {
    throw isDiagnosticError(error) ? withSizes(error, printSizes(first)) : error
  }
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
