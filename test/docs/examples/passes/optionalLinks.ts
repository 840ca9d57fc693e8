import { any, chain, match, op, optional, param } from 'tsfx'
import { graph } from './traced.ts'

const block = chain(
  op('conv2d', { x: any('x'), filter: param('filter') }).as('conv'),
  optional(op('batchNorm').as('norm')),
  optional(op(['relu', 'relu6']).as('activation')),
)
console.log(String(block))
for (const { bindings } of match(graph, block)) {
  const { conv, filter, norm, activation } = bindings
  console.log(conv.name, filter.path, norm?.name ?? 'no norm', activation?.target ?? 'no activation')
}
