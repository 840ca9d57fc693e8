import { eliminateDeadCode, type Fact, firstViolation, floatPasses, PassManager, untilStable } from 'tsfx'
import { fuseSwish } from './fuseSwish.ts'
import { graph, inputs } from './traced.ts'

/** What a pass can promise: a name, a line, and how to see that it does not hold. */
const activationsFused: Fact = {
  name: 'activationsFused',
  summary: 'no relu6 stands behind a convolution',
  violation: (version) =>
    firstViolation(
      version,
      (node) => node.isOp('relu6') && version.inputsOf(node.id).some((input) => input.isOp('conv2d')),
      'could be part of its convolution',
    ),
}

const swishes = untilStable('swishes', [{ ...fuseSwish, requires: [activationsFused] }, eliminateDeadCode])

export const {
  graph: fused,
  records,
  history,
} = new PassManager([swishes, ...floatPasses], { order: 'solved' })
  .addConstraint({ before: 'fuseActivation', after: 'swishes' })
  .run(graph, { check: { inputs, tolerance: 1e-5 } })
