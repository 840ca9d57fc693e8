import { eliminateDeadCode, type Fact, firstViolation, floatPasses, PassManager, untilStable } from 'tsfx'
import { fuseSwish } from './fuseSwish.ts'

/** A fact of our own: a name, a line, and how to see that it does not hold. */
const noSigmoid: Fact = {
  name: 'noSigmoid',
  summary: 'no sigmoid is left',
  violation: (graph) => firstViolation(graph, (node) => node.isOp('sigmoid'), 'is a sigmoid'),
}

export const swishPipeline = new PassManager(floatPasses, { order: 'solved' })
  .add(untilStable('swishes', [{ ...fuseSwish, ensures: [noSigmoid] }, eliminateDeadCode]))
  .addConstraint({ before: 'fuseActivation', after: 'swishes' })
  .addCheck((graph) => (graph.nodes.length <= 1000 ? null : `${graph.nodes.length} nodes are too many`))
