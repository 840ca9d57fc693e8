/** @file What `prepare` would do with each call, and why: the plan as rows. */
import type { Graph, SourceLocation } from '@tsfx/ir'
import { checkOptions } from './checkOptions.ts'
import type { Domain } from './plan/decideNode.ts'
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
  return [...planQuantization(ready, options).decisions].map(([id, { requested, effective, reason }]) => {
    const { name, scope, target, loc } = ready.node(id)
    return { node: name, scope, op: target, requested, effective, reason, loc }
  })
}

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
