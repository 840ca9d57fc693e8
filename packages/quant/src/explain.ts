/** @file What `prepare` would do with each call, and why: the plan as rows. */
import type { FxNode, Graph, SourceLocation } from '@tsfx/ir'
import { checkOptions } from './checkOptions.ts'
import type { Domain } from './plan/decideNode.ts'
import { dataInputs, integerRoleOf, valueKey } from './plan/nodeInputs.ts'
import { inputKey, type PlacedPoint, type PointSites } from './plan/placePoints.ts'
import { type PlanOptions, planQuantization } from './plan/planQuantization.ts'
import { quantizable } from './prepare/prepare.ts'

export interface Explanation {
  readonly node: string
  /** Path of the module that makes the call. */
  readonly scope: string
  readonly op: string
  readonly requested: Domain
  readonly effective: Domain
  readonly reason: string
  readonly loc: SourceLocation | null
}

/**
 * One row per call, in execution order.
 * @throws as `planQuantization` does.
 */
export function explain(graph: Graph, options: PlanOptions = {}): readonly Explanation[] {
  checkOptions('explain', options, ['backend', 'qconfig', 'rounding'])
  const ready = quantizable(graph)
  const { decisions, sites } = planQuantization(ready, options)
  return [...decisions].map(([id, { requested, effective, reason }]) => {
    const node = ready.node(id)
    const { name, scope, target, loc } = node
    const reasons = [reason, ...(effective === 'quantized' ? requantizedInputs(ready, node, sites) : [])]
    return { node: name, scope, op: target, requested, effective, reason: reasons.join('; '), loc }
  })
}

/** One sentence for each input that is stored in another form than the call demands, and changes on the way in. */
function requantizedInputs(graph: Graph, node: FxNode, sites: PointSites): readonly string[] {
  return dataInputs(node, integerRoleOf(node)!).flatMap(({ argument, item, ref }) => {
    const [stored, own] = [
      sites.values.get(valueKey(ref)),
      sites.inputs.get(inputKey(node.id, argument, item)),
    ]
    if (!stored || !own) return []
    const source = graph.node(ref.node).name
    return [`its input ${source} is stored as ${printed(stored)} and requantized to ${printed(own)}`]
  })
}

const printed = ({ name, spec }: PlacedPoint): string =>
  `${spec.dtype} ${spec.qmin}..${spec.qmax} of point '${name}'`

/** The rows as a table of text. */
export function printExplanation(rows: readonly Explanation[]): string {
  const header = ['node', 'scope', 'op', 'requested', 'effective', 'reason', 'place']
  const place = (loc: SourceLocation | null) =>
    loc ? `${loc.file.split(/[\\/]/).at(-1)}:${loc.line}:${loc.column}` : ''
  const cells = rows.map((row) => [
    row.node,
    row.scope,
    row.op,
    row.requested,
    row.effective,
    row.reason,
    place(row.loc),
  ])
  const widths = header.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]!.length)))
  return [header, ...cells]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
