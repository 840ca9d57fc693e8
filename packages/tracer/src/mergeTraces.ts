/**
 * @file Differential tracing: the same forward, recorded at several sizes, becomes one list of nodes in which each number
 * that differs is a polynomial in the named dims. What does not fit is an error with both places.
 */
import type { Args, DiagnosticPlace, SourceLookup } from '@tsfx/ir'
import { opNamed } from '@tsfx/ops'
import { placeOf, userFrames } from './callStack.ts'
import { sizeDependentConstant, sizeDependentGraph, sizeDependentNumber } from './diagnostics.generated.ts'
import { fitDim, tellingPoints } from './fitDim.ts'
import { type Merge, mergeArgs, mergeTypes } from './mergeArgs.ts'
import type { RecordedNode } from './recordedValues.ts'
import type { Recorder } from './recorder.ts'
import { withSizedConstants } from './sizedConstants.ts'
import type { DimSizes, TracePoint } from './tracePoints.ts'

type RecordedNodes = readonly RecordedNode[]

export interface TraceAt {
  readonly point: TracePoint
  readonly recorder: Recorder
}

/**
 * Merges traces; the first is the base.
 * @throws TSFX1013 when the ops differ, TSFX1014 when a number fits no polynomial, TSFX1016 when a constant differs.
 */
export function mergeTraces(
  dims: readonly DimSizes[],
  traces: readonly [TraceAt, ...TraceAt[]],
): readonly RecordedNode[] {
  const [base, ...others] = traces
  for (const other of others) checkSameOps(base, other)
  const [ownNodes, ...otherNodes] = withSizedConstants(dims, traces) as readonly [
    RecordedNodes,
    ...RecordedNodes[],
  ]
  for (const [i, nodes] of otherNodes.entries())
    checkSameConstants(ownNodes, base, nodes, others[i] as TraceAt)
  const points = traces.map(({ point }) => point)
  return ownNodes.map((node, i) => {
    const versions = [ownNodes, ...otherNodes].map((nodes) => nodes[i] as RecordedNode)
    // A seed that was drawn while tracing is no part of a random op: left out, each run draws anew.
    const isRandom = opNamed(node.target)?.pure === false
    const merge: Merge = {
      number: (values) =>
        fitDim(dims, points, values) ?? (isRandom ? null : refuseNumber(dims, traces, node, values)),
      structure: (at) => {
        throw structureError(base, traces[at] as TraceAt, i)
      },
    }
    const args = mergeArgs(
      versions.map((version) => version.args),
      merge,
    ) as Args
    return {
      ...node,
      args,
      type: mergeTypes(
        versions.map((version) => version.type),
        merge,
      ),
    }
  })
}

/** Ops and scopes must be the same at each size. */
function checkSameOps(base: TraceAt, other: TraceAt): void {
  const length = Math.max(base.recorder.nodes.length, other.recorder.nodes.length)
  for (let i = 0; i < length; i++) {
    const a = base.recorder.nodes[i]
    const b = other.recorder.nodes[i]
    if (a?.kind !== b?.kind || a?.target !== b?.target || a?.scope !== b?.scope)
      throw structureError(base, other, i)
  }
}

/** Constants that no op makes must be the same at each size. */
function checkSameConstants(
  nodes: RecordedNodes,
  base: TraceAt,
  otherNodes: RecordedNodes,
  other: TraceAt,
): void {
  for (const [i, { kind, target }] of nodes.entries()) {
    if (kind !== 'get_attr') continue
    const digest = ({ recorder }: TraceAt, path: string): string | undefined =>
      recorder.params.get(path)?.handle.digest
    if (digest(base, target) === digest(other, otherNodes[i]?.target ?? '')) continue
    throw sizeDependentConstant(differingSizes(base, other), placeOfNext(base, i, base.recorder.lookup))
  }
}

/** A constant is made without being recorded: the call that takes it tells where. */
function placeOfNext({ recorder }: TraceAt, index: number, lookup: SourceLookup | null): DiagnosticPlace {
  const user = recorder.nodes.slice(index).find((node) => node.stack !== null)
  return user?.stack ? placeOf(user.stack, lookup) : {}
}

function structureError(base: TraceAt, other: TraceAt, index: number): Error {
  const [a, b] = [base.recorder.nodes[index], other.recorder.nodes[index]]
  const stack = (a ?? b)?.stack
  const sameOp = a?.kind === b?.kind && a?.target === b?.target
  return sizeDependentGraph(
    {
      ...differingSizes(base, other),
      firstOp: describe(a),
      secondOp: sameOp ? `${describe(b)} with other arguments` : describe(b),
    },
    stack ? placeOf(stack, base.recorder.lookup) : {},
  )
}

function describe(node: RecordedNode | undefined): string {
  if (!node || node.kind === 'output') return 'the end of forward'
  const loc = node.stack ? userFrames(node.stack).frames[0] : undefined
  const name = node.kind === 'get_attr' ? `parameter ${node.target}` : node.target
  return loc ? `${name} (${loc.file}:${loc.line}:${loc.column})` : name
}

/** The dims in which two points differ, and their sizes there. */
function differingSizes(base: TraceAt, other: TraceAt): { dims: string; first: string; second: string } {
  const names = Object.keys(base.point.sizes).filter(
    (name) => base.point.sizes[name] !== other.point.sizes[name],
  )
  const sizes = ({ point }: TraceAt): string => names.map((name) => point.sizes[name]).join(', ')
  return { dims: names.join(', '), first: sizes(base), second: sizes(other) }
}

function refuseNumber(
  dims: readonly DimSizes[],
  traces: readonly TraceAt[],
  node: RecordedNode,
  values: readonly number[],
): never {
  const points = traces.map(({ point }) => point)
  const telling = tellingPoints(dims, points, values)
  const differing = dims.filter(({ name, low }) => telling.some((i) => points[i]?.sizes[name] !== low))
  const seen = telling.map(
    (i) => `${values[i]} at ${differing.map(({ name }) => `${name}=${points[i]?.sizes[name]}`).join(', ')}`,
  )
  const lookup = traces[0]?.recorder.lookup ?? null
  throw sizeDependentNumber(
    { op: node.target, values: seen.join('; ') },
    node.stack ? placeOf(node.stack, lookup) : {},
  )
}
