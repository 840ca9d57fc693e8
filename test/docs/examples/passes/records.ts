import { printGraph } from 'tsfx'
import { fused, records } from './pipeline.ts'

for (const { name, round, changed, firings } of records) {
  const fired = Object.entries(firings).map(([rule, count]) => `${rule} ${count}`)
  console.log([name, ...(round ? [round] : []), `${changed} nodes`, ...fired].join(', '))
}
console.log(printGraph(fused))
