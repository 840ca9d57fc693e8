import { Graph } from '@tsfx/ir'
import { floatPasses, runPasses } from '@tsfx/passes'

/** A misspelt pass. */
export const trigger = (): unknown => runPasses(Graph.empty(), floatPasses, { skip: ['foldBatchnorm'] })
