import { printGraph } from 'tsfx'
import { declined, partitions, split } from './partition.ts'

for (const { name, nodes } of partitions) console.log(`${name}:`, ...nodes.map((node) => node.name))
for (const [name, reason] of declined) console.log(`${name}: ${reason}`)
console.log(printGraph(split.graph, { places: false }))
console.log(printGraph(split.parts.get('partition_1')!, { places: false }))
