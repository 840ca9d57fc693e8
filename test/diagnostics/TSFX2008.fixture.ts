import { Graph } from '@tsfx/ir'
import { eliminateDeadCode, removeDropout, runPasses } from '@tsfx/passes'

/** A list against a constraint. */
export const trigger = (): unknown =>
  runPasses(Graph.empty(), [removeDropout, eliminateDeadCode], {
    constraints: [{ before: 'eliminateDeadCode', after: 'removeDropout' }],
  })
