/** @file Finds the pass that breaks something, by looking at half of the versions, then at half of what is left. */
import type { Graph } from '@tsfx/ir'
import type { PassStep } from './passGroup.ts'
import type { PassRecord } from './passRecord.ts'
import type { PipelineOptions } from './pipeline.ts'
import { runPasses } from './runPasses.ts'

/** The run of a pass that made a good version a bad one. */
export interface BreakingPass {
  readonly record: PassRecord
  readonly before: Graph
  readonly after: Graph
}

/**
 * Runs the pipeline once and finds the first run of a pass after which `isGood` says no, given that it does so from there
 * on; null when the last version is good. The input is taken to be good. `isGood` looks at 1 + log2(runs) versions.
 */
export function bisectPasses(
  graph: Graph,
  passes: readonly PassStep[],
  isGood: (graph: Graph) => boolean,
  options: PipelineOptions = {},
): BreakingPass | null {
  const runs: BreakingPass[] = []
  runPasses(graph, passes, {
    ...options,
    onPass: (before, after, record) => {
      options.onPass?.(before, after, record)
      runs.push({ record, before, after })
    },
  })
  const last = runs.at(-1)
  if (!last || isGood(last.after)) return null
  let low = 0
  let high = runs.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (isGood(runs[middle]!.after)) low = middle + 1
    else high = middle
  }
  return runs[low]!
}
