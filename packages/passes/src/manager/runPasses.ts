/** @file The function form of the pass manager. */
import { type Graph, verify } from '@tsfx/ir'
import { opCatalog } from '@tsfx/ops'
import { checkPassOrder } from './checkPassOrder.ts'
import { assertGraphCheck } from './graphCheck.ts'
import { orderPasses } from './orderPasses.ts'
import type { PassStep } from './passGroup.ts'
import type { PipelineOptions, PipelineResult } from './pipeline.ts'
import { PipelineRun } from './pipelineRun.ts'
import { selectPasses } from './selectPasses.ts'

/**
 * Runs passes in order. The input graph is unchanged, also when a pass fails; `failureOf(error)` then tells how far it
 * came.
 * @throws TSFX2001 and TSFX2008 for a wrong order, TSFX2006 for one that cannot be solved, TSFX2007 for a name that no
 * pass has, TSFX2002 when a required fact does not hold, TSFX2003 when a pass does not keep its promise, TSFX2004 when a
 * pass throws or breaks the graph, TSFX2005 when the numbers change, TSFX2009 and TSFX2010 for a group that does not
 * settle, TSFX2011 for what is no check, TSFX2012 when a check fails, TSFX2013 when a hook fails, TSFX2014 for a
 * constraint that no order keeps, TSFX2015 for a number of runs that is none, TSFX2016 for a fact that does not answer.
 */
export function runPasses(
  graph: Graph,
  passes: readonly PassStep[],
  options: PipelineOptions = {},
): PipelineResult {
  const steps = options.order === 'solved' ? orderPasses(passes, options.constraints) : passes
  checkPassOrder(steps, options.constraints)
  const selected = selectPasses(steps, options)
  options.checks?.forEach(assertGraphCheck)
  if (options.verify ?? true) verify(graph, opCatalog)
  const run = new PipelineRun(graph, options)
  run.run(selected)
  return run.result
}
