import { printRule, runPasses } from 'tsfx'
import { fuseSwish, joinGate } from './fuseSwish.ts'
import { graph } from './traced.ts'

console.log(printRule(joinGate))
for (const { name, firings, nearMisses } of runPasses(graph, [fuseSwish]).records) {
  console.log(name, firings)
  for (const { rule, node, reason } of nearMisses) console.log(`${rule} not at ${node}: ${reason}`)
}
