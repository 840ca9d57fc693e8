import { inlineParts, printGraph, runPasses } from 'tsfx'
import { fuseSwish } from './fuseSwish.ts'
import { split } from './partition.ts'
import { graph } from './traced.ts'

console.log('as before the cut:', printGraph(inlineParts(split)) === printGraph(graph))

const parts = new Map([...split.parts].map(([name, part]) => [name, runPasses(part, [fuseSwish]).graph]))
const joined = inlineParts({ graph: split.graph, parts })
console.log(
  ...joined.nodesOf('swish').map((node) => node.name),
  ...joined.nodesOf('sigmoid').map((node) => node.name),
)
