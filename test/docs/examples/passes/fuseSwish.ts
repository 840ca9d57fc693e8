import { op, rule, rulePass, value } from 'tsfx'
import { swishOp } from '../swish.ts'

export const joinGate = rule({
  name: 'joinGate',
  summary: 'x * sigmoid(x) is swish(x).',
  pattern: op('mul', { a: value('x'), b: op('sigmoid', { x: value('x') }).as('gate') }),
  where: ({ gate }) => gate.scope !== 'exact' || 'the module exact stays as it is',
  rewrite: ({ x }, at) => at.op(swishOp.name, { x }),
})

export const fuseSwish = rulePass({
  name: 'fuseSwish',
  summary: 'x * sigmoid(x) becomes one swish.',
  rules: [joinGate],
})
